/** The kinds by which people look for a function; everything else is `other`. */
import { isKnown } from '../../core/host/measured.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { isAudio, isBridge, isDisplay, isNetwork, isNvme, isUsbController } from '../../core/pci/class-code.ts';

export type FunctionKind = 'gpu' | 'audio' | 'nvme' | 'network' | 'usb' | 'bridge' | 'other';

const TESTS: readonly (readonly [FunctionKind, (classCode: number) => boolean])[] = [
  ['gpu', isDisplay],
  ['audio', isAudio],
  ['nvme', isNvme],
  ['network', isNetwork],
  ['usb', isUsbController],
  ['bridge', isBridge],
];

/** `other` where the class could not be measured: a class that was not read is no proof of a bridge. */
export function functionKind({ classCode }: Pick<PciFunction, 'classCode'>): FunctionKind {
  if (!isKnown(classCode)) return 'other';
  return TESTS.find(([, test]) => test(classCode))?.[0] ?? 'other';
}
