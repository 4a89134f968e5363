/**
 * Argument checks before a value reaches C.
 *
 * ffi-rs wraps an I32, turns NaN into 0, drops a fraction and cuts a BigInt at 64 bits, all silently; with a wrong
 * type it throws an error without words. So nothing unchecked may come as far as that. A failed check is a bug
 * of the caller, hence TypeError and RangeError, never SyscallError.
 */
const I32_MAX = 0x7fff_ffff;
const U32_MAX = 0xffff_ffff;
const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** A file descriptor: 0 to 2^31-1, as a whole number. */
export function checkFd(fd: number): number {
  return checkInteger('fd', fd, 0, I32_MAX);
}

export function checkI32(what: string, value: number): number {
  return checkInteger(what, value, -I32_MAX - 1, I32_MAX);
}

export function checkU32(what: string, value: number): number {
  return checkInteger(what, value, 0, U32_MAX);
}

/** An address, an offset or an `unsigned long`. */
export function checkU64(what: string, value: bigint): bigint {
  if (typeof value !== 'bigint') throw new TypeError(`${what} must be a bigint, not ${typeof value}`);
  if (value < 0n || value > U64_MAX) throw new RangeError(`${what} does not fit 64 bits: ${value}`);
  return value;
}

/** A size as a C `size_t`: exact below 2^53, which no machine reaches. */
export function checkSize(what: string, sizeBytes: number): bigint {
  return BigInt(checkInteger(what, sizeBytes, 0, Number.MAX_SAFE_INTEGER));
}

/** Text that ends at its first NUL in C: one inside would name another file. */
export function checkText(what: string, text: string): string {
  if (typeof text !== 'string') throw new TypeError(`${what} must be a string, not ${typeof text}`);
  if (text === '' || text.includes('\0')) throw new RangeError(`${what} must not be empty or contain NUL`);
  return text;
}

/** A typed array with content: ffi-rs ends the process on a raw ArrayBuffer, and an empty array has no address. */
export function checkBytes(what: string, bytes: Uint8Array): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`${what} must be a Uint8Array`);
  if (bytes.byteLength === 0) throw new RangeError(`${what} must not be empty`);
  return bytes;
}

function checkInteger(what: string, value: number, least: number, most: number): number {
  if (typeof value !== 'number') throw new TypeError(`${what} must be a number, not ${typeof value}`);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${what} must be a whole number from ${least} to ${most}, not ${value}`);
  }
  return value;
}
