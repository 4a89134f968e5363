import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { acpiTable, dmarTable, zeros } from '../../fixtures/system/iommu-tables.ts';
import { parseDmarTable } from './dmar-table.ts';

const graphics = { kind: 1, bus: 0, path: [[2, 0]] } as const;
const card = {
  kind: 1,
  bus: 0,
  path: [
    [1, 0],
    [0, 1],
  ],
} as const;
const port = { kind: 2, bus: 0, path: [[7, 0]] } as const;

const good = dmarTable({
  flags: 5,
  hostAddressWidthBits: 39,
  units: [
    { address: 0xfed90000n, isForAllElse: false, scopes: [graphics] },
    { address: 0xfed91000n, isForAllElse: true, scopes: [] },
  ],
  rmrrs: [{ start: 0x7b800000n, end: 0x7fffffffn, scopes: [card] }],
  atsrs: [{ isForAllPorts: false, scopes: [port] }],
});

test('reads units, regions and ports with their scopes', () => {
  expect(parseDmarTable(good)).toEqual({
    hostAddressWidthBits: 39,
    canRemapInterrupts: true,
    isX2apicOptedOut: false,
    isDmaProtectionWanted: true,
    units: [
      {
        segment: 0,
        address: 0xfed90000n,
        isForAllElse: false,
        scopes: [{ kind: 'function', startBus: 0, path: [{ device: 2, function: 0 }] }],
      },
      { segment: 0, address: 0xfed91000n, isForAllElse: true, scopes: [] },
    ],
    rmrrs: [
      {
        segment: 0,
        start: 0x7b800000n,
        end: 0x7fffffffn,
        scopes: [
          {
            kind: 'function',
            startBus: 0,
            path: [
              { device: 1, function: 0 },
              { device: 0, function: 1 },
            ],
          },
        ],
      },
    ],
    atsrs: [
      {
        segment: 0,
        isForAllPorts: false,
        scopes: [{ kind: 'bridge', startBus: 0, path: [{ device: 7, function: 0 }] }],
      },
    ],
    isComplete: true,
  });
});

test.each([
  [0, { canRemapInterrupts: false, isX2apicOptedOut: false, isDmaProtectionWanted: false }],
  [3, { canRemapInterrupts: true, isX2apicOptedOut: true, isDmaProtectionWanted: false }],
])('flags %d', (flags, facts) => {
  expect(parseDmarTable(dmarTable({ flags, hostAddressWidthBits: 46, units: [], rmrrs: [] }))).toMatchObject(facts);
});

const head = [38, 1, ...zeros(10)];

test.each<[string, Uint8Array, object]>([
  ['cut behind its fixed part', good.slice(0, 50), { units: [], isComplete: false }],
  ['cut within an entry', good.slice(0, 48 + 24 + 4), { isComplete: false, rmrrs: [] }],
  ['an entry of length 0 would be walked for ever', acpiTable('DMAR', [...head, 0, 0, 0, 0]), { isComplete: false }],
  ['an entry longer than the table', acpiTable('DMAR', [...head, 0, 0, 255, 255, 0, 0]), { isComplete: false }],
  [
    'a region too short for its addresses',
    acpiTable('DMAR', [...head, 1, 0, 8, 0, 0, 0, 0, 0]),
    { rmrrs: [], isComplete: false },
  ],
  [
    'a scope of length 0',
    acpiTable('DMAR', [...head, 2, 0, 14, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
    { atsrs: [{ segment: 0, isForAllPorts: false, scopes: [] }], isComplete: false },
  ],
  ['a kind of entry from the future', acpiTable('DMAR', [...head, 99, 0, 6, 0, 1, 2]), { isComplete: true }],
])('%s', (_, bytes, facts) => {
  expect(parseDmarTable(bytes)).toMatchObject(facts);
});

test.each([
  ['nothing', new Uint8Array()],
  ['a header alone', good.slice(0, 36)],
  ['another table', acpiTable('APIC', head)],
  ['a length that is less than its header', new Uint8Array([...good.slice(0, 4), 8, 0, 0, 0, ...good.slice(8)])],
])('%s is malformed', (_, bytes) => {
  expect(parseDmarTable(bytes)).toHaveProperty('malformed');
});

test('any bytes give an answer', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => parseDmarTable(bytes) !== undefined));
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const spoiled = good.slice();
      spoiled[at] = value;
      expect(parseDmarTable(spoiled)).toBeDefined();
    }),
  );
});
