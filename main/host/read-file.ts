/** Reading an open file with few system calls: a scan of a large host opens tens of thousands. */
import { fstatSync, readFileSync, readSync } from 'node:fs';
import { errnoError } from './errno.ts';

/** One buffer for all: nobody keeps it, because reads are synchronous. */
const scratch = Buffer.alloc(64 * 1024);

/** At most `limit` bytes. A read may give less than there is; only an empty one means the end. */
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

/**
 * The text of a file of a recording. A regular file that gives less than was asked for is at its end; whatever gives
 * more is looked at before the rest is read, because it may be a device that never ends.
 * @throws ErrnoException EINVAL when it is no regular file, EFBIG when it is larger than `limit`.
 */
export function readRecordedText(fd: number, limit: number): string {
  const count = readSync(fd, scratch, 0, scratch.length, null);
  if (count < scratch.length) return scratch.toString('utf8', 0, count);
  const stats = fstatSync(fd);
  if (!stats.isFile()) throw errnoError('EINVAL', 'read', 'a recorded file');
  if (stats.size > limit) throw errnoError('EFBIG', 'read', 'a recorded file');
  // Decoded in one piece, because the first may end within a character.
  return Buffer.concat([Buffer.from(scratch), readFileSync(fd)]).toString('utf8');
}
