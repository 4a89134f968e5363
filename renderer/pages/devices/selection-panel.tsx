import { Content, DrawerPanelBody, DrawerPanelContent, Stack, StackItem, Title } from '@patternfly/react-core';
import { bySeverity } from '../../../core/findings/describe.ts';
import { countOf } from '../../../core/findings/function-label.ts';
import { FindingStack } from '../../components/finding-stack.tsx';
import { LiveText } from '../../components/live-text.tsx';
import { tallyFindings } from '../../format/tally.ts';
import { useWorkbench } from '../../state/workbench.tsx';

/** What the current selection means, live. */
export function SelectionPanel() {
  const { draft, findings } = useWorkbench();
  const isEmpty = draft.picked.length === 0;
  return (
    <DrawerPanelContent widths={{ default: 'width_33' }}>
      <DrawerPanelBody>
        <section aria-label="Findings for the selection">
          <Stack hasGutter>
            <StackItem>
              <Title headingLevel="h2" size="md">
                Your selection
              </Title>
              <LiveText>
                {isEmpty
                  ? 'Nothing picked yet'
                  : `${countOf(draft.picked.length, 'function')} picked: ${tallyFindings(findings.selection)}`}
              </LiveText>
            </StackItem>
            <StackItem>
              {isEmpty ? (
                <Content component="p">
                  Tick a function in the table, a GPU for example. What else has to leave the host with it, and what
                  stands in the way, is said here at once. Nothing on the host changes.
                </Content>
              ) : (
                <FindingStack findings={bySeverity(findings.selection)} headingLevel="h3" evidence="folded" />
              )}
            </StackItem>
          </Stack>
        </section>
      </DrawerPanelBody>
    </DrawerPanelContent>
  );
}
