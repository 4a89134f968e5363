import { closeSync, openSync, readSync } from 'node:fs';

/** sysfs answers a read with what it has, so a file is at its end only when a read gives nothing. */
export function readStart(path: string, limit: number): Uint8Array {
  const bytes = Buffer.alloc(limit);
  const fd = openSync(path, 'r');
  try {
    let length = 0;
    while (length < limit) {
      const count = readSync(fd, bytes, length, limit - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(fd);
  }
}
