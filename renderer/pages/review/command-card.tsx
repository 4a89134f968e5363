import {
  Button,
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  Checkbox,
  Flex,
  FlexItem,
  HelperText,
  HelperTextItem,
  Stack,
  StackItem,
  ToggleGroup,
  ToggleGroupItem,
} from '@patternfly/react-core';
import { DownloadIcon } from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { useState } from 'react';
import { formatCommandText } from '../../../core/export/command-text.ts';
import { formatShellScript } from '../../../core/export/shell-script.ts';
import { describeFinding, severityOf } from '../../../core/findings/describe.ts';
import { exportObstacles } from '../../../core/findings/export-obstacles.ts';
import { countOf } from '../../../core/findings/function-label.ts';
import type { MachineReview } from '../../../core/machine/review.ts';
import { CommandText } from '../../components/command-text.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { saveText } from '../../components/save-text.ts';
import { fileNameOf } from '../../format/file-name.ts';
import { useWorkbench, type Workbench } from '../../state/workbench.tsx';

type View = 'script' | 'command';

/** The command line, live, to copy and to save. */
export function CommandCard() {
  const workbench = useWorkbench();
  const { review, spec } = workbench;
  const [view, setView] = useState<View>('script');
  const [isForced, setForced] = useState(false);
  const obstacle = obstacleOf(workbench);
  const mayExport = obstacle === null || (obstacle.mayForce && isForced);

  const script = formatShellScript(review.command, spec, review.findings);
  const lines =
    view === 'script'
      ? script.trimEnd().split('\n')
      : [...warningOf(review), ...formatCommandText(review.command).trimEnd().split('\n')];
  const text = view === 'script' ? script : `${lines.join('\n')}\n`;
  const fileName = fileNameOf(spec.name, view === 'script' ? '.sh' : '.txt');
  return (
    <Card>
      <CardHeader
        actions={{
          actions: (
            <ToggleGroup aria-label="View" isCompact>
              <ToggleGroupItem
                text="Script"
                buttonId="view-script"
                isSelected={view === 'script'}
                onChange={() => setView('script')}
              />
              <ToggleGroupItem
                text="Command only"
                buttonId="view-command"
                isSelected={view === 'command'}
                onChange={() => setView('command')}
              />
            </ToggleGroup>
          ),
        }}
      >
        <CardTitle component="h2">Command line</CardTitle>
      </CardHeader>
      <CardBody>
        <Stack hasGutter>
          <StackItem>
            <Flex alignItems={{ default: 'alignItemsCenter' }} spaceItems={{ default: 'spaceItemsSm' }}>
              <FlexItem>
                <Button
                  variant="primary"
                  icon={<DownloadIcon />}
                  isDisabled={!mayExport}
                  onClick={() => saveText(fileName, text)}
                >
                  Save
                </Button>
              </FlexItem>
              <FlexItem>
                <CopyButton text={text} label="Copy" isDisabled={!mayExport} />
              </FlexItem>
              <FlexItem className="bindery-subtle">
                <code>{fileName}</code>
              </FlexItem>
            </Flex>
            {obstacle && (
              <>
                <HelperText>
                  <HelperTextItem variant={isForced && obstacle.mayForce ? 'warning' : 'error'}>
                    {obstacle.text}
                  </HelperTextItem>
                </HelperText>
                {obstacle.mayForce && (
                  <Checkbox
                    id="export-anyway"
                    label="I know: export anyway"
                    isChecked={isForced}
                    onChange={(_event, isChecked) => setForced(isChecked)}
                  />
                )}
              </>
            )}
          </StackItem>
          <StackItem>
            <CommandText lines={lines} label={view === 'script' ? 'Script' : 'Command'} />
          </StackItem>
        </Stack>
      </CardBody>
    </Card>
  );
}

/** The bare command has no place for findings but a comment above it. */
function warningOf({ findings }: MachineReview): string[] {
  return exportObstacles(findings)
    .map(describeFinding)
    .map(({ title, code }) => `# Blocked: ${title} (${code})`);
}

type Obstacle = { text: string; mayForce: boolean };

/** Why the command should not leave the window; null: nothing speaks against it. */
function obstacleOf({ problems, review }: Workbench): Obstacle | null {
  if (problems.size > 0) {
    return {
      text: `${countOf(problems.size, 'field')} on the Machine page cannot be used yet; the command would hold older values.`,
      mayForce: false,
    };
  }
  const obstacles = exportObstacles(review.findings);
  const blockers = obstacles.filter(finding => severityOf(finding) === 'blocker').length;
  if (obstacles.length === 0) return null;
  if (blockers === 0)
    return {
      text: 'The files of the UEFI firmware could not be measured: the command lacks them and would start SeaBIOS. An export says so at its top.',
      mayForce: true,
    };
  return {
    text: `${countOf(blockers, 'blocker')}: the machine would not start, or the host would be hurt. An export says so at its top.`,
    mayForce: true,
  };
}
