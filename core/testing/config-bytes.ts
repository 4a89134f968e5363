/** Configuration spaces for tests: a header, and capabilities as lists of bytes. */
import * as fc from 'fast-check';
import { isMalformed } from '../host/malformed.ts';
import { type ConfigView, viewConfig } from '../pci/config-view.ts';

type Capabilities = { first?: Record<number, readonly number[]>; extended?: Record<number, readonly number[]> };

/** Each capability by id, with the bytes behind its header. `length` cuts the space. */
export function configHex({ first = {}, extended = {} }: Capabilities, length = 4096): string {
  const bytes = new Uint8Array(4096);
  bytes.set([0xde, 0x10, 0x84, 0x26, 0, 0, 0x10, 0, 0xa1, 0, 0, 3]);
  place(bytes, 0x40, Object.entries(first), (at, id, next) => {
    bytes.set([id, next], at);
    return 2;
  });
  bytes[0x34] = Object.keys(first).length > 0 ? 0x40 : 0;
  place(bytes, 0x100, Object.entries(extended), (at, id, next) => {
    bytes.set([id & 0xff, id >> 8, 1 | ((next & 0xf) << 4), next >> 4], at);
    return 4;
  });
  return hexOf(bytes.subarray(0, length));
}

function place(
  bytes: Uint8Array,
  start: number,
  entries: [string, readonly number[]][],
  header: (at: number, id: number, next: number) => number,
): void {
  let at = start;
  entries.forEach(([id, content], i) => {
    const end = Math.ceil((at + 4 + content.length) / 4) * 4;
    const length = header(at, Number(id), i + 1 < entries.length ? end : 0);
    bytes.set(content, at + length);
    at = end;
  });
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');

export function configOf(capabilities: Capabilities, length = 4096): ConfigView {
  const view = viewConfig(configHex(capabilities, length));
  if (isMalformed(view)) throw new Error(view.malformed);
  return view;
}

export const u16 = (value: number) => [value & 0xff, (value >>> 8) & 0xff];
export const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** A decoder gives an answer to all bytes, cut anywhere; throwing or not coming back fails the test. */
export function expectAnswerToAnyConfig(decode: (config: ConfigView) => unknown, good: string): void {
  const spoiled = fc
    .tuple(fc.nat(good.length), fc.nat(good.length / 2 - 1), fc.uint8Array({ minLength: 1, maxLength: 64 }))
    .map(([end, at, bytes]) =>
      `${good.slice(0, 2 * at)}${hexOf(bytes)}${good.slice(2 * (at + bytes.length))}`.slice(0, end),
    );
  const any = fc.uint8Array({ maxLength: 600 }).map(hexOf);
  fc.assert(
    fc.property(fc.oneof(spoiled, any), hex => {
      const view = viewConfig(hex);
      return isMalformed(view) || decode(view) !== undefined;
    }),
  );
}
