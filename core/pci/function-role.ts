/**
 * What a function is, as far as its class and the first bytes of its configuration space tell.
 * Source: PCI Local Bus Specification, header type (offset 0x0e); SR-IOV Specification 3.4.1.1 (ids of virtual functions).
 */
import { isKnown } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { isBridge, isDisplay } from './class-code.ts';

const HEADER_TYPE_OFFSET = 0x0e;
const BRIDGE_HEADER = 1;
const CARDBUS_HEADER = 2;
const HOST_BRIDGE = 0x0600;
const ISA_BRIDGE = 0x0601;

/** null: the bytes are not known, or the function does not answer. */
function headerType({ config }: PciFunction): number | null {
  if (!isKnown(config) || doesNotAnswer(config)) return null;
  const text = config.slice(2 * HEADER_TYPE_OFFSET, 2 * HEADER_TYPE_OFFSET + 2);
  return text === '' ? null : Number.parseInt(text, 16) & 0x7f;
}

/** Every read gives ones: the device has dropped off the bus. Source: PCI Local Bus Specification, master abort. */
export function doesNotAnswer(config: string): boolean {
  return /^(ff){16}/.test(config);
}

/**
 * A function that stays with the host: VFIO takes none whose header is not of type 0, and host and ISA bridges carry the
 * machine itself. Other functions of class 06 with an ordinary header (NVSwitch, NTB) are devices.
 * Source: Linux drivers/vfio/pci/vfio_pci_core.c, vfio_pci_core_register_device().
 */
export function isBridgeFunction(fn: PciFunction): boolean {
  const type = headerType(fn);
  if (type === BRIDGE_HEADER || type === CARDBUS_HEADER) return true;
  if (!isKnown(fn.classCode)) return false;
  const kind = fn.classCode >> 8;
  return type === 0 ? kind === HOST_BRIDGE || kind === ISA_BRIDGE : isBridge(fn.classCode);
}

/**
 * A header type that no specification knows: most bytes still come through, but the device is lost, as after a reset that
 * failed halfway. null: the header is one of the three, or was not read.
 */
export function brokenHeaderType(fn: PciFunction): number | null {
  const type = headerType(fn);
  return type !== null && type > CARDBUS_HEADER ? type : null;
}

/** A virtual function of SR-IOV: its ids read as ones, and the kernel takes them from the physical function. */
export function isVirtualFunction({ config }: PciFunction): boolean {
  return isKnown(config) && config.startsWith('ffffffff') && !doesNotAnswer(config);
}

/** A class that could not be read is no proof. */
export function isDisplayFunction({ classCode }: PciFunction): boolean {
  return isKnown(classCode) && isDisplay(classCode);
}
