import { expect, test } from 'vitest';
import { freeHugePages } from './free-huge-pages.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const zone = (...freeBlocks: number[]) => ({ zone: 'Normal', freeBlocks });

/** Orders 0 to 10, as x86 has them: blocks of 2 MiB are the last but one, of 4 MiB the last. */
const x86 = (two: number, four: number, small = 999) => zone(...Array<number>(9).fill(small), two, four);

test.each([
  ['blocks of that size and larger ones', [x86(3, 5)], 4 * KIB, 2 * MIB, { kind: 'counted', pages: 13 }],
  ['smaller blocks do not count', [x86(0, 0)], 4 * KIB, 2 * MIB, { kind: 'counted', pages: 0 }],
  ['all zones', [x86(1, 0), x86(0, 1)], 4 * KIB, 2 * MIB, { kind: 'counted', pages: 3 }],
  ['a node without memory', [], 4 * KIB, GIB, { kind: 'counted', pages: 0 }],
  ['1 GiB needs 256 neighbours of 4 MiB: a bound', [x86(9999, 600)], 4 * KIB, GIB, { kind: 'bounded', atMost: 2 }],
  ['neighbours are of one zone', [x86(0, 255), x86(0, 255)], 4 * KIB, GIB, { kind: 'bounded', atMost: 0 }],
  [
    '64 KiB pages, 512 MiB of order 13',
    [zone(...Array<number>(13).fill(1), 4)],
    64 * KIB,
    512 * MIB,
    { kind: 'counted', pages: 4 },
  ],
  ['a zone with fewer columns', [x86(0, 256), zone(1, 1)], 4 * KIB, GIB, { kind: 'bounded', atMost: 1 }],
])('%s', (_, zones, base, huge, answer) => {
  expect(freeHugePages(zones, base, huge)).toEqual(answer);
});
