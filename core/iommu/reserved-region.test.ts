import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { reservedRegion } from '../host/schema/iommu.ts';
import { expectOfAnyText } from '../testing/spoiled-text.ts';
import { parseReservedRegions } from './reserved-region.ts';

const TEXT = `0x0000000000000000 0x0000000000ffffff direct-relaxable
0x00000000bd800000 0x00000000bfffffff direct
0x00000000fee00000 0x00000000feefffff msi
0x000000fd00000000 0x000000ffffffffff reserved
`;

test('reads what the kernel prints', () => {
  expect(parseReservedRegions(TEXT)).toEqual([
    { start: '0x0', end: '0xffffff', type: 'direct-relaxable' },
    { start: '0xbd800000', end: '0xbfffffff', type: 'direct' },
    { start: '0xfee00000', end: '0xfeefffff', type: 'msi' },
    { start: '0xfd00000000', end: '0xffffffffff', type: 'reserved' },
  ]);
});

test('a group may have none, and a new type is still a region', () => {
  expect(parseReservedRegions('')).toEqual([]);
  expect(parseReservedRegions('0x1 0x2 shiny\n')).toEqual([{ start: '0x1', end: '0x2', type: 'other' }]);
});

test.each(['0x2 0x1 msi', '0x1 0x2', 'msi', '0x1 0x10000000000000000 msi'])('%j is malformed', text => {
  expect(parseReservedRegions(text)).toEqual({ malformed: text });
});

test('any text gives regions that fit the snapshot, or is malformed', () => {
  expectOfAnyText(TEXT, text => {
    const regions = parseReservedRegions(text);
    return isMalformed(regions) || regions.every(region => reservedRegion.safeParse(region).success);
  });
});
