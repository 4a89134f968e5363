/** The kinds by which people look for a function; everything else is `other`. */
import { isKnown } from '../../core/host/measured.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { isAudio, isDisplay, isNetwork, isNvme, isUsbController } from '../../core/pci/class-code.ts';
import { isBridgeFunction } from '../../core/pci/function-role.ts';

export type FunctionKind = 'gpu' | 'audio' | 'nvme' | 'network' | 'usb' | 'bridge' | 'other';

const TESTS: readonly (readonly [FunctionKind, (classCode: number) => boolean])[] = [
  ['gpu', isDisplay],
  ['audio', isAudio],
  ['nvme', isNvme],
  ['network', isNetwork],
  ['usb', isUsbController],
];

/** `other` where the class could not be measured. What is a bridge, and so cannot be picked, is for core to say. */
export function functionKind(fn: PciFunction): FunctionKind {
  if (isBridgeFunction(fn)) return 'bridge';
  const { classCode } = fn;
  if (!isKnown(classCode)) return 'other';
  return TESTS.find(([, test]) => test(classCode))?.[0] ?? 'other';
}
