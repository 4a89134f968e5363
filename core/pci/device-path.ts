/**
 * Which PCI function a device of any class hangs on, from the text of its sysfs link:
 * `../../devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/net/eth0` hangs on 0000:00:14.0.
 *
 * The last address counts: what comes before it are bridges. Source: Linux Documentation/admin-guide/sysfs-rules.rst.
 */
import { type Bdf, parseBdf } from './bdf.ts';

/** null: no PCI function is on the way (virtual and platform devices). */
export function functionOfDevicePath(path: string): Bdf | null {
  for (const name of path.split('/').toReversed()) {
    const bdf = parseBdf(name);
    if (bdf !== null) return bdf;
  }
  return null;
}
