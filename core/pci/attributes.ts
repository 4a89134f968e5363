/**
 * Small one-value files of a PCI function. Source: Linux Documentation/ABI/testing/sysfs-bus-pci.
 */
import { isMalformed, type Malformed, malformed } from '../host/malformed.ts';
import { parseHex64, parseInteger } from '../host/number-text.ts';

/** `driver_override`: null when none is set, which the kernel prints as `(null)`. */
export function parseDriverOverride(text: string): string | null | Malformed {
  const name = text.trim();
  if (name === '' || name === '(null)') return null;
  return /^[\w.-]{1,64}$/.test(name) ? name : malformed(text);
}

/** `numa_node`: null for -1, by which the platform says nothing. */
export function parseNumaNode(text: string): number | null | Malformed {
  const node = parseInteger(text);
  if (isMalformed(node)) return node;
  return node === -1 ? null : node >= 0 ? node : malformed(text);
}

/** `boot_vga` (the firmware's primary display), `d3cold_allowed`, `sriov_drivers_autoprobe`. */
export function parseFlag(text: string): boolean | Malformed {
  const flag = text.trim();
  return flag === '1' || (flag === '0' ? false : malformed(text));
}

/** `revision`: 8 bits. */
export function parseRevision(text: string): number | Malformed {
  const revision = parseHex64(text);
  return isMalformed(revision) ? revision : revision <= 0xffn ? Number(revision) : malformed(text);
}
