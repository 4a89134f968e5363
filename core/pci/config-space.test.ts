import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { configBytes, parseConfigSpace } from './config-space.ts';

type Patch = Record<number, readonly number[]>;

/** A header with a list of capabilities at 0x40, and what `patch` puts over it. */
function space(length: number, patch: Patch = {}): Uint8Array {
  const bytes = new Uint8Array(length);
  const put = (at: number, values: readonly number[]) =>
    values.forEach((value, i) => at + i < length && (bytes[at + i] = value));
  put(0x00, [0xde, 0x10, 0x84, 0x26]);
  put(0x06, [0x10, 0x00]);
  put(0x08, [0xa1, 0x00, 0x00, 0x03]);
  put(0x0e, [0x80]);
  put(0x34, [0x40]);
  put(0x40, [0x01, 0x50]);
  put(0x50, [0x10, 0x00]);
  for (const [at, values] of Object.entries(patch)) put(Number(at), values);
  return bytes;
}

test('reads the header and the list', () => {
  expect(parseConfigSpace(space(256))).toEqual({
    vendorId: 0x10de,
    deviceId: 0x2684,
    revision: 0xa1,
    classCode: 0x030000,
    headerType: 0,
    isMultifunction: true,
    capabilities: {
      items: [
        { id: 0x01, offset: 0x40 },
        { id: 0x10, offset: 0x50 },
      ],
      isComplete: true,
    },
    extendedCapabilities: null,
  });
});

test('64 bytes leave the lists open, and say so', () => {
  expect(parseConfigSpace(space(64))).toMatchObject({
    capabilities: { items: [], isComplete: false },
    extendedCapabilities: null,
  });
});

test('without the status bit there is no list, whatever the pointer says', () => {
  expect(parseConfigSpace(space(64, { 0x06: [0] }))).toMatchObject({ capabilities: { items: [], isComplete: true } });
});

test.each([
  ['a circle', { 0x50: [0x10, 0x40] }, 2],
  ['an entry that is its own next', { 0x40: [0x01, 0x40] }, 1],
  ['a pointer into the header', { 0x40: [0x01, 0x10] }, 1],
  ['all ones', { 0x50: [0xff, 0xff] }, 1],
] as const)('%s ends the list as broken', (_, patch, count) => {
  const parsed = parseConfigSpace(space(256, patch));
  if (isMalformed(parsed)) throw new Error(parsed.malformed);
  expect(parsed.capabilities.isComplete).toBe(false);
  expect(parsed.capabilities.items).toHaveLength(count);
});

test('a CardBus bridge has its pointer elsewhere', () => {
  const cardbus = space(256, { 0x0e: [0x02], 0x14: [0x80], 0x80: [0x01, 0] });
  expect(parseConfigSpace(cardbus)).toMatchObject({
    headerType: 2,
    capabilities: { items: [{ id: 1, offset: 0x80 }] },
  });
});

test('follows extended capabilities', () => {
  // ACS at 0x100, then AER at 0x140.
  const bytes = space(4096, { 0x100: [0x0d, 0x00, 0x01, 0x14], 0x140: [0x01, 0x00, 0x02, 0x00] });
  expect(parseConfigSpace(bytes)).toMatchObject({
    extendedCapabilities: {
      items: [
        { id: 0x0d, version: 1, offset: 0x100 },
        { id: 0x01, version: 2, offset: 0x140 },
      ],
      isComplete: true,
    },
  });
});

test.each([
  ['no list', {}, { items: [], isComplete: true }],
  ['a circle', { 0x100: [0x0d, 0, 1, 0x10] }, { items: [{ id: 0x0d, version: 1, offset: 0x100 }], isComplete: false }],
  ['all ones', { 0x100: [255, 255, 255, 255] }, { items: [], isComplete: false }],
])('extended capabilities with %s', (_, patch, list) => {
  expect(parseConfigSpace(space(4096, patch))).toMatchObject({ extendedCapabilities: list });
});

test('a function that does not answer is malformed, and so is half a header', () => {
  expect(parseConfigSpace(new Uint8Array(64).fill(0xff))).toEqual({
    malformed: 'all ones: the function does not answer',
  });
  expect(parseConfigSpace(new Uint8Array(63))).toEqual({ malformed: '63 bytes, a header has 64' });
});

test('hex becomes bytes up to the first pair that is none', () => {
  expect([...configBytes('de10ff')]).toEqual([0xde, 0x10, 0xff]);
  expect([...configBytes('dezz10')]).toEqual([0xde]);
  expect([...configBytes('')]).toEqual([]);
});

test('any bytes give an answer, and every offset lies within them', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ minLength: 4096, maxLength: 4096 }),
    fc
      .tuple(fc.nat(4095), fc.nat(255), fc.nat(4096))
      .map(([at, value, end]) => space(4096, { [at]: [value] }).slice(0, end)),
  );
  fc.assert(
    fc.property(bytes, input => {
      const parsed = parseConfigSpace(input);
      if (isMalformed(parsed)) return true;
      const lists = [...parsed.capabilities.items, ...(parsed.extendedCapabilities?.items ?? [])];
      return lists.length <= 1100 && lists.every(({ offset }) => offset < input.length);
    }),
  );
});
