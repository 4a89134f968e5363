import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { parsePageSize } from './auxiliary-vector.ts';

function vector(...entries: (readonly [type: number, value: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(entries.length * 16));
  entries.forEach(([type, value], i) => {
    view.setBigUint64(16 * i, BigInt(type), true);
    view.setBigUint64(16 * i + 8, BigInt(value), true);
  });
  return new Uint8Array(view.buffer);
}

test.each([
  ['4 KiB on x86', vector([33, 7], [6, 4096], [0, 0]), 4096],
  ['64 KiB on Arm and POWER', vector([6, 65_536], [0, 0]), 65_536],
  ['in a view of larger memory', vector([33, 7], [6, 16_384]).subarray(16), 16_384],
])('%s', (_, bytes, size) => {
  expect(parsePageSize(bytes)).toBe(size);
});

test.each([
  ['nothing', new Uint8Array()],
  ['cut within the entry', vector([33, 7], [6, 4096]).subarray(0, 31)],
  ['behind the end', vector([0, 0], [6, 4096])],
  ['no power of two', vector([6, 4097])],
  ['zero', vector([6, 0])],
  ['absurdly large', vector([6, 2 ** 40])],
])('%s is no page size', (_, bytes) => {
  expect(isMalformed(parsePageSize(bytes))).toBe(true);
});

test('answers to any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
      const size = parsePageSize(bytes);
      expect(isMalformed(size) || Number.isInteger(Math.log2(size))).toBe(true);
    }),
  );
});
