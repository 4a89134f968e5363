import { Alert, Content, ExpandableSection } from '@patternfly/react-core';
import { QuestionCircleIcon } from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import { describeFinding } from '../../core/findings/describe.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { countOf } from '../../core/findings/function-label.ts';
import { SEVERITY_LOOKS } from '../format/severity.ts';
import { EvidenceList } from './evidence-list.tsx';
import { RemedyList } from './remedy-list.tsx';

type Props = {
  finding: Finding;
  headingLevel: 'h2' | 'h3' | 'h4';
  /** `folded` where room is short. */
  evidence: 'open' | 'folded';
  onDone?: () => void;
};

export function FindingCard({ finding, headingLevel, evidence, onDone }: Props) {
  const described = describeFinding(finding);
  const look = SEVERITY_LOOKS[described.severity];
  return (
    <Alert
      isInline
      variant={look.status}
      {...(described.severity === 'unmeasured' ? { customIcon: <QuestionCircleIcon /> } : {})}
      variantLabel={`${look.label}:`}
      component={headingLevel}
      title={described.title}
    >
      <Content component="p">{described.explanation}</Content>
      <RemedyList remedies={described.remedies} onDone={onDone} />
      {described.evidence.length > 0 &&
        (evidence === 'open' ? (
          <EvidenceList evidence={described.evidence} />
        ) : (
          <ExpandableSection toggleText={`Evidence (${countOf(described.evidence.length, 'reading')})`} isIndented>
            <EvidenceList evidence={described.evidence} />
          </ExpandableSection>
        ))}
    </Alert>
  );
}
