import { Button, Checkbox, Tooltip } from '@patternfly/react-core';
import { Td, Tr } from '@patternfly/react-table';
import { memo } from 'react';
import type { HostCost } from '../../../core/cost/host-cost.ts';
import { labelFunction } from '../../../core/findings/function-label.ts';
import type { HostIndex } from '../../../core/host/host-index.ts';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import type { Bdf } from '../../../core/pci/bdf.ts';
import { className } from '../../../core/pci/class-code.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { formatIds } from '../../format/device-groups.ts';
import { functionKind } from '../../format/function-kind.ts';
import { shortName } from '../../format/short-name.ts';
import { CostReasons, FunctionCost } from './function-cost.tsx';
import { FunctionFlags } from './function-flags.tsx';

type Props = {
  fn: PciFunction;
  host: HostIndex;
  cost: HostCost | undefined;
  isPicked: boolean;
  onPick: (bdf: Bdf, isPicked: boolean) => void;
  onOpen: (bdf: Bdf) => void;
  index: number;
  measure: (element: HTMLElement | null) => void;
};

export const FunctionRow = memo(function FunctionRow({
  fn,
  host,
  cost,
  isPicked,
  onPick,
  onOpen,
  index,
  measure,
}: Props) {
  const isBridge = functionKind(fn) === 'bridge';
  const { name } = labelFunction(fn);
  return (
    <Tr
      innerRef={measure}
      data-index={index}
      aria-rowindex={index + 2}
      isRowSelected={isPicked}
      {...(isBridge ? { className: 'bindery-subtle' } : {})}
    >
      <Td>
        {!isBridge && (
          <Checkbox
            id={`assign-${fn.bdf}`}
            aria-label={`Assign ${fn.bdf} ${name}`}
            isChecked={isPicked}
            onChange={(_event, isChecked) => onPick(fn.bdf, isChecked)}
          />
        )}
      </Td>
      <Td dataLabel="Address and driver" modifier="nowrap">
        <code>{fn.bdf}</code>
        <div className="bindery-subtle">
          <MeasuredValue isCompact fact={fn.driver}>
            {driver => (driver === null ? 'No driver' : <code>{driver}</code>)}
          </MeasuredValue>
        </div>
      </Td>
      <Td dataLabel="Name">
        <FunctionName fn={fn} cost={isBridge ? undefined : cost} onOpen={onOpen} />
        <div className="bindery-subtle">
          <MeasuredValue isCompact fact={fn.classCode}>
            {className}
          </MeasuredValue>{' '}
          {formatIds(fn)}
          {isBridge && ', bridge: stays with the host'}
        </div>
      </Td>
      <Td dataLabel="Cost to the host">{!isBridge && cost && <FunctionCost cost={cost} />}</Td>
      <Td dataLabel="Flags">
        <FunctionFlags fn={fn} index={host} />
      </Td>
    </Tr>
  );
});

/** Opens the details; with the focus on it, says what the function's leaving costs. */
function FunctionName({ fn, cost, onOpen }: Pick<Props, 'fn' | 'cost' | 'onOpen'>) {
  const name = shortName(fn);
  const button = (
    <Button
      variant="link"
      isInline
      aria-haspopup="dialog"
      aria-label={`Details of ${fn.bdf}: ${name}`}
      className="bindery-wrap-button"
      onClick={() => onOpen(fn.bdf)}
    >
      {name}
    </Button>
  );
  if (!cost) return button;
  return (
    <Tooltip content={<CostReasons cost={cost} />} trigger="focus" isContentLeftAligned maxWidth="32rem">
      {button}
    </Tooltip>
  );
}
