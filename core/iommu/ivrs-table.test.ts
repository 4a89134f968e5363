import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { acpiTable, ivrsTable, zeros } from '../../fixtures/system/iommu-tables.ts';
import { parseIvrsTable } from './ivrs-table.ts';

const ALL = [0x01, 0, 0, 0];
const aliasSelect = [0x42, 0x00, 0x05, 0, 0, 0xa0, 0x00, 0];
const aliasRange = [0x43, 0x08, 0x05, 0, 0, 0xa1, 0x00, 0];
const rangeEnd = [0x04, 0x0f, 0x05, 0];
const acpiDevice = [
  0xf0,
  0xa5,
  0,
  0,
  ...'AMDI0020        '.split('').map(char => char.charCodeAt(0)),
  0,
  2,
  0x41,
  0x42,
];

const good = ivrsTable({
  ivInfo: 0x3,
  units: [
    { type: 0x10, deviceId: 2, address: 0xfeb80000n, entries: [ALL, aliasSelect] },
    { type: 0x11, deviceId: 2, address: 0xfeb80000n, entries: [ALL, aliasSelect, aliasRange, rangeEnd] },
    { type: 0x40, deviceId: 2, address: 0xfeb80000n, entries: [acpiDevice, aliasSelect] },
  ],
  ivmds: [
    { type: 0x20, flags: 0x8, first: 0, last: 0, start: 0x1000n, length: 0x1000n },
    { type: 0x21, flags: 0x7, first: 0x100, last: 0, start: 0x9b000000n, length: 0x400000n },
    { type: 0x22, flags: 0x7, first: 0, last: 0x0fff, start: 0x9c000000n, length: 0x1000n },
  ],
});

test('reads units, aliases once, and memory blocks', () => {
  expect(parseIvrsTable(good)).toEqual({
    isDmaProtectionWanted: true,
    units: [0x10, 0x11, 0x40].map(type => ({ type, segment: 0, deviceId: 2, address: 0xfeb80000n })),
    aliases: [
      { segment: 0, first: 0x500, last: 0x500, alias: 0xa0 },
      { segment: 0, first: 0x508, last: 0x50f, alias: 0xa1 },
    ],
    ivmds: [
      { segment: 0, range: null, start: 0x1000n, end: 0x1fffn, isUnity: false, isExclusion: true },
      {
        segment: 0,
        range: { first: 0x100, last: 0x100 },
        start: 0x9b000000n,
        end: 0x9b3fffffn,
        isUnity: true,
        isExclusion: false,
      },
      {
        segment: 0,
        range: { first: 0, last: 0xfff },
        start: 0x9c000000n,
        end: 0x9c000fffn,
        isUnity: true,
        isExclusion: false,
      },
    ],
    isComplete: true,
  });
});

const head = zeros(12);
const unit = (...entries: number[]) => [0x10, 0, 24 + entries.length, 0, ...zeros(20), ...entries];

test.each<[string, Uint8Array, object]>([
  ['without protection', acpiTable('IVRS', head), { isDmaProtectionWanted: false, isComplete: true }],
  ['cut', good.slice(0, 60), { units: [], isComplete: false }],
  ['an entry of length 0 would be walked for ever', acpiTable('IVRS', [...head, 0x10, 0, 0, 0]), { isComplete: false }],
  ['a unit too short', acpiTable('IVRS', [...head, 0x11, 0, 8, 0, 0, 0, 0, 0]), { units: [], isComplete: false }],
  ['a device entry longer than its unit', acpiTable('IVRS', [...head, ...unit(0xc0, 0, 0, 0)]), { isComplete: false }],
  ['an ACPI device without its text', acpiTable('IVRS', [...head, ...unit(0xf0, 0, 0, 0)]), { isComplete: false }],
  [
    'a range that ends before it begins',
    acpiTable('IVRS', [...head, ...unit(...aliasRange, 4, 0, 0, 0)]),
    { aliases: [] },
  ],
  ['a range that never ends', acpiTable('IVRS', [...head, ...unit(...aliasRange)]), { aliases: [], isComplete: true }],
  [
    'a memory block too short',
    acpiTable('IVRS', [...head, 0x20, 0, 8, 0, 0, 0, 0, 0]),
    { ivmds: [], isComplete: false },
  ],
  [
    'a memory block of no bytes',
    ivrsTable({ ivInfo: 0, units: [], ivmds: [{ type: 0x20, flags: 1, first: 0, last: 0, start: 0n, length: 0n }] }),
    { ivmds: [], isComplete: false },
  ],
])('%s', (_, bytes, facts) => {
  expect(parseIvrsTable(bytes)).toMatchObject(facts);
});

test('another table is malformed', () => {
  expect(parseIvrsTable(acpiTable('DMAR', head))).toHaveProperty('malformed');
  expect(parseIvrsTable(new Uint8Array(47))).toHaveProperty('malformed');
});

test('any bytes give an answer', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => parseIvrsTable(bytes) !== undefined));
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const spoiled = good.slice();
      spoiled[at] = value;
      expect(parseIvrsTable(spoiled)).toBeDefined();
    }),
  );
});
