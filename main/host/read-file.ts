import { readSync } from 'node:fs';

/** One buffer for all, because a scan reads thousands of configuration spaces; no caller keeps it. */
const scratch = Buffer.alloc(4096);

/** At most `limit` bytes from an open file. A read may give less than there is; only an empty one means the end. */
export function readStart(fd: number, limit: number): Uint8Array {
  const buffer = limit <= scratch.length ? scratch : Buffer.alloc(limit);
  let length = 0;
  while (length < limit) {
    const count = readSync(fd, buffer, length, limit - length, null);
    if (count === 0) break;
    length += count;
  }
  return new Uint8Array(buffer.subarray(0, length));
}
