/**
 * /proc/meminfo and its per-node twin /sys/devices/system/node/nodeN/meminfo, whose lines start with `Node N`.
 * Source: Linux fs/proc/meminfo.c; drivers/base/node.c, node_read_meminfo(). `kB` means 1024 bytes there.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

/** The value of a line such as `MemTotal:  16314000 kB`, in bytes. */
export function parseMemoryField(text: string, field: 'MemTotal' | 'MemAvailable' | 'MemFree'): number | Malformed {
  const kib = new RegExp(`^(?:Node \\d+ )?${field}:\\s+(\\d{1,13}) kB$`, 'm').exec(text)?.[1];
  const bytes = Number(kib) * 1024;
  return Number.isSafeInteger(bytes) ? bytes : malformed(`no line "${field}"`);
}
