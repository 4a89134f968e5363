import {
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  ExpandableSection,
  Flex,
  FlexItem,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import { severityOf, worstSeverity } from '../../../core/findings/describe.ts';
import type { Finding, Severity } from '../../../core/findings/finding.ts';
import { FindingStack } from '../../components/finding-stack.tsx';
import { LiveText } from '../../components/live-text.tsx';
import { SeverityIcon } from '../../components/severity-icon.tsx';
import { tallyFindings } from '../../format/tally.ts';
import { useWorkbench } from '../../state/workbench.tsx';

const VERDICTS: Record<Severity, string> = {
  blocker: 'This host cannot assign devices yet',
  warning: 'This host can assign devices, with warnings',
  unmeasured: 'Whether this host can assign devices could not be measured in full',
  note: 'This host can assign devices',
  ok: 'This host can assign devices',
};

/** The answer first; what stands in the way is open, what is only good to know is there to be opened. */
export function HostVerdict() {
  const { findings } = useWorkbench();
  const severity = worstSeverity(findings.host);
  const bySeverity = Map.groupBy(findings.host, severityOf);
  const grave = GRAVE.flatMap(each => bySeverity.get(each) ?? []);
  return (
    <Card>
      <CardHeader>
        <CardTitle component="h2">
          <Flex
            alignItems={{ default: 'alignItemsCenter' }}
            spaceItems={{ default: 'spaceItemsSm' }}
            flexWrap={{ default: 'nowrap' }}
          >
            <FlexItem>
              <SeverityIcon severity={severity === 'note' ? 'ok' : severity} />
            </FlexItem>
            <FlexItem>{VERDICTS[severity]}</FlexItem>
          </Flex>
        </CardTitle>
        <LiveText>{tallyFindings(findings.host)}</LiveText>
      </CardHeader>
      <CardBody>
        <Stack hasGutter>
          {grave.length > 0 && (
            <StackItem>
              <FindingStack findings={grave} headingLevel="h3" evidence="folded" />
            </StackItem>
          )}
          <StackItem>
            {FOLDED.map(({ severity: each, title }) => (
              <Folded key={each} title={title} findings={bySeverity.get(each) ?? []} />
            ))}
          </StackItem>
        </Stack>
      </CardBody>
    </Card>
  );
}

const GRAVE = ['blocker', 'warning'] as const;

const FOLDED = [
  { severity: 'unmeasured', title: 'Open questions' },
  { severity: 'note', title: 'Notes' },
  { severity: 'ok', title: 'Passed checks' },
] as const;

function Folded({ title, findings }: { title: string; findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ExpandableSection toggleText={`${title} (${findings.length})`}>
      <FindingStack findings={findings} headingLevel="h3" evidence="open" />
    </ExpandableSection>
  );
}
