/** Numbers as kernel files print them. */
import { type Malformed, malformed } from './malformed.ts';

/** A whole decimal number, zero or more, alone in its file. */
export function parseCount(text: string): number | Malformed {
  const digits = text.trim();
  const value = /^\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isSafeInteger(value) ? value : malformed(text);
}

/** Like parseCount, with a sign: core and package ids are -1 where the platform does not say. */
export function parseInteger(text: string): number | Malformed {
  const digits = text.trim();
  const value = /^-?\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isSafeInteger(value) ? value : malformed(text);
}

/** A hex number of at most 64 bits, with or without `0x`. */
export function parseHex64(text: string): bigint | Malformed {
  const digits = text.trim().replace(/^0x/i, '');
  return /^[0-9a-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : malformed(text);
}
