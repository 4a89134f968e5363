import { Label, LabelGroup } from '@patternfly/react-core';
import { isKnown } from '../../../core/host/measured.ts';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { functionKind } from '../../format/function-kind.ts';

/** What is special about a function: the boot screen, an option ROM, how it can be reset. */
export function FunctionFlags({ fn }: { fn: PciFunction }) {
  const { isBootVga, optionRom, resetMethods } = fn;
  const rom = isKnown(optionRom) ? optionRom : null;
  return (
    <LabelGroup numLabels={4} aria-label={`Flags of ${fn.bdf}`}>
      {isKnown(isBootVga) && isBootVga && (
        <Label isCompact color="orange">
          Boot VGA
        </Label>
      )}
      {rom && (
        <Label isCompact color="grey">
          ROM
        </Label>
      )}
      {isKnown(resetMethods) && resetMethods.length > 0 && (
        <Label isCompact color="grey">
          Reset: {resetMethods.join(', ')}
        </Label>
      )}
      {isKnown(resetMethods) && resetMethods.length === 0 && functionKind(fn) !== 'bridge' && (
        <Label isCompact color="orange">
          No reset
        </Label>
      )}
      {!isKnown(resetMethods) && (
        <span>
          Reset:{' '}
          <MeasuredValue<string[]> isCompact fact={resetMethods}>
            {methods => methods.join(', ')}
          </MeasuredValue>
        </span>
      )}
    </LabelGroup>
  );
}
