import { Content, DrawerPanelBody, DrawerPanelContent, Stack, StackItem, Title } from '@patternfly/react-core';
import { bySeverity } from '../../../core/findings/describe.ts';
import { countOf } from '../../../core/findings/function-label.ts';
import { FindingStack } from '../../components/finding-stack.tsx';
import { tallyFindings } from '../../format/tally.ts';
import { useWorkbench } from '../../state/workbench.tsx';

/** What the current selection means, live. */
export function SelectionPanel() {
  const { draft, findings } = useWorkbench();
  const isEmpty = draft.picked.length === 0;
  return (
    <DrawerPanelContent widths={{ default: 'width_33' }} aria-label="Findings for the selection" role="region">
      <DrawerPanelBody tabIndex={0}>
        <Stack hasGutter>
          <StackItem>
            <Title headingLevel="h2" size="md">
              Your selection
            </Title>
            <span role="status" className="bindery-subtle">
              {isEmpty
                ? 'Nothing picked yet'
                : `${countOf(draft.picked.length, 'function')} picked: ${tallyFindings(findings.selection)}`}
            </span>
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
      </DrawerPanelBody>
    </DrawerPanelContent>
  );
}
