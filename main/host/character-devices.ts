/**
 * Character devices of PCI functions, of whatever class: tuners, serial lines, clocks, framebuffers, tapes, drivers in
 * user space. The kernel links every device number to its device, and says there how its file is called.
 * Source: Linux Documentation/admin-guide/sysfs-rules.rst; drivers/base/core.c device_create_sys_dev_entry(), dev_uevent().
 */
import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { functionOfDevicePath } from '../../core/pci/device-path.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import type { UnreadableFiles } from './unreadable.ts';

const NUMBERS = '/sys/dev/char';
/** Files of whole USB devices: Linux include/linux/usb.h, USB_DEVICE_MAJOR. Another list has them. */
const USB_DEVICES = '189:';

export type CharacterDevice = { path: string; function: Bdf };

/** Devices on PCI functions but those that `isListed` knows by name already: their names are not read again. */
export async function listCharacterDevices(
  files: HostFiles,
  isListed: (name: string, bdf: Bdf) => boolean,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<CharacterDevice[]> {
  const numbers = measure(NUMBERS, () => files.list(NUMBERS));
  if (!isKnown(numbers)) {
    // Every kernel has the folder: that it is not there says nothing of the devices.
    unreadable.addUnknown(isAbsent(numbers) ? { ...numbers, unknown: 'failed' } : numbers);
    return [];
  }
  const found: CharacterDevice[] = [];
  const wanted = numbers.filter(number => /^\d+:\d+$/.test(number) && !number.startsWith(USB_DEVICES));
  for (const number of wanted.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const folder = `${NUMBERS}/${number}`;
    const device = measure(folder, () => parseLink(files.readLink(folder)));
    const bdf = isKnown(device) ? device.function : null;
    const path =
      bdf === null || !isKnown(device) || isListed(device.name, bdf)
        ? null
        : measure(`${folder}/uevent`, () => parseDeviceName(files.readText(`${folder}/uevent`)));
    for (const fact of [device, path]) {
      // Gone since the folder was listed: the host has it no more.
      if (!isKnown(fact) && !(isAbsent(fact) && !files.exists(folder))) unreadable.addUnknown(fact);
    }
    if (bdf !== null && path !== null && isKnown(path)) found.push({ path, function: bdf });
    await pace.breathe();
  }
  return found;
}

/** `../../devices/pci0000:00/0000:00:16.0/mei/mei0`. */
function parseLink(target: string): { name: string; function: Bdf | null } | Malformed {
  const name = target.slice(target.lastIndexOf('/') + 1);
  if (!/(^|\/)devices\//.test(target) || name === '') return malformed(target);
  return { name, function: functionOfDevicePath(target) };
}

/** `DEVNAME=dvb/adapter0/frontend0`, below /dev. */
export function parseDeviceName(uevent: string): string | Malformed {
  const name = /^DEVNAME=(\P{Cc}{1,255})$/mu.exec(uevent)?.[1];
  return name === undefined || name.startsWith('/') || name.split('/').includes('..')
    ? malformed(uevent)
    : `/dev/${name}`;
}
