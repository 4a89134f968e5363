import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { Evidence } from '../../core/findings/evidence.ts';

/** What was read, and what it said: monospace, because it is quoted. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <DescriptionList isCompact className="bindery-evidence">
      {evidence.map(({ source, observed }) => (
        <DescriptionListGroup key={`${source} ${observed}`}>
          <DescriptionListTerm>
            Read from <code className="bindery-wrap-anywhere">{source}</code>
          </DescriptionListTerm>
          <DescriptionListDescription>
            <code className="bindery-wrap-anywhere">{observed || '(empty)'}</code>
          </DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}
