import { ExpandableSection, Flex, FlexItem, Stack, StackItem, Title } from '@patternfly/react-core';
import { severityOf } from '../../../core/findings/describe.ts';
import { SEVERITIES } from '../../../core/findings/finding.ts';
import { FindingStack } from '../../components/finding-stack.tsx';
import { LiveText } from '../../components/live-text.tsx';
import { SeverityIcon } from '../../components/severity-icon.tsx';
import { SEVERITY_LOOKS } from '../../format/severity.ts';
import { tallyFindings } from '../../format/tally.ts';
import { useWorkbench } from '../../state/workbench.tsx';

/** All findings, gravest first; what passed is there to be opened. */
export function ReviewFindings() {
  const { review } = useWorkbench();
  const bySeverity = Map.groupBy(review.findings, severityOf);
  return (
    <Stack hasGutter>
      <StackItem>
        <LiveText>{tallyFindings(review.findings)}</LiveText>
      </StackItem>
      {SEVERITIES.map(severity => {
        const findings = bySeverity.get(severity) ?? [];
        if (findings.length === 0) return null;
        const { heading } = SEVERITY_LOOKS[severity];
        if (severity === 'ok') {
          return (
            <StackItem key={severity}>
              <ExpandableSection toggleText={`${heading} (${findings.length})`}>
                <FindingStack findings={findings} headingLevel="h3" evidence="open" />
              </ExpandableSection>
            </StackItem>
          );
        }
        return (
          <StackItem key={severity}>
            <Stack hasGutter>
              <StackItem>
                <Flex alignItems={{ default: 'alignItemsCenter' }} spaceItems={{ default: 'spaceItemsSm' }}>
                  <FlexItem>
                    <SeverityIcon severity={severity} />
                  </FlexItem>
                  <FlexItem>
                    <Title headingLevel="h2" size="lg">
                      {heading} ({findings.length})
                    </Title>
                  </FlexItem>
                </Flex>
              </StackItem>
              <StackItem>
                <FindingStack findings={findings} headingLevel="h3" evidence="open" />
              </StackItem>
            </Stack>
          </StackItem>
        );
      })}
    </Stack>
  );
}
