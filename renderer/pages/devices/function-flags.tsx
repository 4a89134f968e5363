import { Label, LabelGroup } from '@patternfly/react-core';
import type { HostIndex } from '../../../core/host/host-index.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import { resetWay } from '../../../core/vfio/reset-way.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { functionKind } from '../../format/function-kind.ts';

type Props = { fn: PciFunction; index: HostIndex };

/** What is special about a function: the boot screen, how it can be reset. */
export function FunctionFlags({ fn, index }: Props) {
  const { isBootVga } = fn;
  return (
    <LabelGroup numLabels={4} aria-label={`Flags of ${fn.bdf}`}>
      {isKnown(isBootVga) && isBootVga && (
        <Label isCompact color="orange">
          Boot VGA
        </Label>
      )}
      {functionKind(fn) !== 'bridge' && <ResetFlag fn={fn} index={index} />}
    </LabelGroup>
  );
}

function ResetFlag({ fn, index }: Props) {
  const way = resetWay(index, fn);
  switch (way.kind) {
    case 'alone':
      return (
        <Label isCompact color="grey">
          Reset: {way.methods.join(', ')}
        </Label>
      );
    case 'with-bus':
      return (
        <Label isCompact color="grey">
          Reset: bus
        </Label>
      );
    case 'none':
      return (
        <Label isCompact color="orange">
          No reset
        </Label>
      );
    case 'unmeasured':
      return (
        <span>
          Reset:{' '}
          <MeasuredValue isCompact fact={way.gap}>
            {() => null}
          </MeasuredValue>
        </span>
      );
  }
}
