/** What the user can do about a finding: a button where the window can do it, text to copy where only they can. */
import { Button, Flex, FlexItem, List, ListItem } from '@patternfly/react-core';
import { explainRemedy, remediesFor } from '../../core/findings/explain-remedy.ts';
import type { Remedy } from '../../core/findings/remedy.ts';
import { argumentPlaceOf } from '../../core/platform/explain-argument.ts';
import type { DraftAction } from '../state/draft.ts';
import { useWorkbench } from '../state/workbench.tsx';
import { CopyableLine } from './copyable-line.tsx';

type Doable = Extract<Remedy, { kind: 'select' | 'deselect' | 'change-machine' }>;
type ByHand = Exclude<Remedy, Doable>;

const isDoable = (remedy: Remedy): remedy is Doable =>
  remedy.kind === 'select' || remedy.kind === 'deselect' || remedy.kind === 'change-machine';

function actionOf(remedy: Doable): DraftAction {
  switch (remedy.kind) {
    case 'select':
      return { kind: 'pick', functions: remedy.functions };
    case 'deselect':
      return { kind: 'leave', functions: remedy.functions };
    case 'change-machine':
      return { kind: 'change-machine', change: remedy.change };
  }
}

/** `onDone` is called after a button changed the wish: the button is usually gone then, and the focus with it. */
export function RemedyList({ remedies, onDone }: { remedies: readonly Remedy[]; onDone?: (() => void) | undefined }) {
  const { dispatch, source } = useWorkbench();
  const buttons = remedies.filter(isDoable);
  const byHand = remediesFor(remedies, source.kind === 'live').filter((remedy): remedy is ByHand => !isDoable(remedy));
  return (
    <>
      {buttons.length > 0 && (
        <Flex spaceItems={{ default: 'spaceItemsSm' }} className="bindery-gap-above">
          {buttons.map((remedy, index) => (
            <FlexItem key={remedy.label}>
              <Button
                variant={index === 0 ? 'secondary' : 'link'}
                size="sm"
                className="bindery-wrap-button"
                onClick={() => {
                  dispatch(actionOf(remedy));
                  onDone?.();
                }}
              >
                {remedy.label}
              </Button>
            </FlexItem>
          ))}
        </Flex>
      )}
      {byHand.length > 0 && (
        <List isPlain={byHand.length === 1} className="bindery-gap-above">
          {byHand.map(remedy => (
            <ListItem key={JSON.stringify(remedy)}>
              <ByHandRemedy remedy={remedy} />
            </ListItem>
          ))}
        </List>
      )}
    </>
  );
}

function ByHandRemedy({ remedy }: { remedy: ByHand }) {
  const { host } = useWorkbench();
  const { text, copy } = explainRemedy(remedy, argumentPlaceOf(host));
  return (
    <>
      {text}
      {copy !== null && <CopyableLine text={copy} label={`Copy: ${copy.split('\n')[0]}`} />}
    </>
  );
}
