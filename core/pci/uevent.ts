/**
 * The `uevent` file of a PCI function: its ids and its driver in one read.
 *
 * The kernel prints the driver first and PCI_SLOT_NAME behind the ids, so text that ends early is noticed.
 * Source: Linux drivers/pci/pci-driver.c, pci_uevent(); drivers/base/core.c, dev_uevent().
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export type PciUevent = {
  /** 24 bits. */
  classCode: number;
  vendorId: number;
  deviceId: number;
  /** null: the function has no subsystem ids; the kernel prints zeros then. */
  subsystemVendorId: number | null;
  subsystemDeviceId: number | null;
  /** null: no driver is bound. */
  driver: string | null;
};

export function parsePciUevent(text: string): PciUevent | Malformed {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) fields.set(line.slice(0, equals), line.slice(equals + 1));
  }
  const classCode = hexOf(fields.get('PCI_CLASS'), 0xffffff);
  const [vendorId, deviceId] = pairOf(fields.get('PCI_ID'));
  const [subVendor, subDevice] = pairOf(fields.get('PCI_SUBSYS_ID'));
  if (classCode === null) return malformed(`no PCI_CLASS in: ${text}`);
  if (vendorId === undefined || deviceId === undefined) return malformed(`no PCI_ID in: ${text}`);
  if (subVendor === undefined || subDevice === undefined) return malformed(`no PCI_SUBSYS_ID in: ${text}`);
  const hasSubsystem = subVendor !== 0 || subDevice !== 0;
  return {
    classCode,
    vendorId,
    deviceId,
    subsystemVendorId: hasSubsystem ? subVendor : null,
    subsystemDeviceId: hasSubsystem ? subDevice : null,
    driver: fields.get('DRIVER') || null,
  };
}

function pairOf(text: string | undefined): [number, number] | [] {
  const match = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(text ?? '');
  return match ? [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)] : [];
}

function hexOf(text: string | undefined, maximum: number): number | null {
  const value = text !== undefined && /^[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
  return value <= maximum ? value : null;
}
