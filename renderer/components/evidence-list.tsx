import { List, ListItem } from '@patternfly/react-core';
import type { Evidence } from '../../core/findings/evidence.ts';

/** What was read, and what it said: monospace, because it is quoted. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <List isPlain className="bindery-gap-above">
      {evidence.map(({ source, observed }) => (
        <ListItem key={`${source} ${observed}`}>
          <div className="bindery-subtle">
            Read from <code className="bindery-wrap-anywhere">{source}</code>
          </div>
          <code className="bindery-wrap-anywhere">{observed || '(empty)'}</code>
        </ListItem>
      ))}
    </List>
  );
}
