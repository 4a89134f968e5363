/**
 * The size of the kernel's base page, from the auxiliary vector that it gives each process.
 *
 * `struct { unsigned long type, value; }` up to type AT_NULL. Node runs on 64-bit little-endian Linux only, so both
 * are 8 bytes. Source: Linux fs/proc/base.c proc_pid_auxv(); include/uapi/linux/auxvec.h.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const AT_NULL = 0n;
const AT_PAGESZ = 6n;
const ENTRY_BYTES = 16;
const LARGEST_BYTES = 1024 * 1024;

export function parsePageSize(auxv: Uint8Array): number | Malformed {
  const view = new DataView(auxv.buffer, auxv.byteOffset, auxv.byteLength);
  for (let offset = 0; offset + ENTRY_BYTES <= auxv.byteLength; offset += ENTRY_BYTES) {
    const type = view.getBigUint64(offset, true);
    if (type === AT_NULL) break;
    if (type !== AT_PAGESZ) continue;
    const bytes = Number(view.getBigUint64(offset + 8, true));
    const isPowerOfTwo = Number.isInteger(Math.log2(bytes));
    return isPowerOfTwo && bytes >= 4096 && bytes <= LARGEST_BYTES ? bytes : malformed(`AT_PAGESZ is ${bytes}`);
  }
  return malformed('no entry AT_PAGESZ');
}
