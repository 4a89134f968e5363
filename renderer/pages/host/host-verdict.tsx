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
import { bySeverity, severityOf, worstSeverity } from '../../../core/findings/describe.ts';
import type { Severity } from '../../../core/findings/finding.ts';
import { FindingStack } from '../../components/finding-stack.tsx';
import { LiveText } from '../../components/live-text.tsx';
import { SeverityIcon } from '../../components/severity-icon.tsx';
import { tallyFindings } from '../../format/tally.ts';
import { useWorkbench } from '../../state/workbench.tsx';

const VERDICTS: Record<Severity, string> = {
  blocker: 'This host cannot assign devices yet',
  warning: 'This host can assign devices, with a warning',
  unmeasured: 'Whether this host can assign devices could not be measured in full',
  note: 'This host can assign devices',
  ok: 'This host can assign devices',
};

/** The answer first, then what it rests on. */
export function HostVerdict() {
  const { findings } = useWorkbench();
  const severity = worstSeverity(findings.host);
  const sorted = bySeverity(findings.host);
  const passed = sorted.filter(finding => severityOf(finding) === 'ok');
  const others = sorted.filter(finding => severityOf(finding) !== 'ok');
  return (
    <Card>
      <CardHeader>
        <CardTitle component="h2">
          <Flex alignItems={{ default: 'alignItemsCenter' }} spaceItems={{ default: 'spaceItemsSm' }}>
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
          {others.length > 0 && (
            <StackItem>
              <FindingStack findings={others} headingLevel="h3" evidence="folded" />
            </StackItem>
          )}
          {passed.length > 0 && (
            <StackItem>
              <ExpandableSection toggleText={`Passed checks (${passed.length})`}>
                <FindingStack findings={passed} headingLevel="h3" evidence="open" />
              </ExpandableSection>
            </StackItem>
          )}
        </Stack>
      </CardBody>
    </Card>
  );
}
