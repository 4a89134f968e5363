import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { bar, optionRom } from '../host/schema/pci-function.ts';
import { expectOfAnyText } from '../testing/spoiled-text.ts';
import { parsePciResources } from './resource.ts';

const ZERO = '0x0000000000000000 0x0000000000000000 0x0000000000000000';
const GPU = [
  '0x00000000a2000000 0x00000000a2ffffff 0x0000000000040200',
  '0x0000006000000000 0x00000063ffffffff 0x000000000014220c',
  ZERO,
  '0x0000006400000000 0x0000006401ffffff 0x000000000014220c',
  ZERO,
  '0x0000000000004000 0x000000000000407f 0x0000000000040101',
  '0x00000000000c0000 0x00000000000dffff 0x0000000000000212',
  ...Array<string>(6).fill(ZERO),
  '',
].join('\n');

const withLine = (index: number, line: string) => GPU.split('\n').with(index, line).join('\n');

test('reads BARs of every kind, and a shadowed ROM', () => {
  expect(parsePciResources(GPU)).toEqual({
    bars: [
      { index: 0, start: '0xa2000000', sizeBytes: 2 ** 24, space: 'memory', is64Bit: false, isPrefetchable: false },
      { index: 1, start: '0x6000000000', sizeBytes: 2 ** 34, space: 'memory', is64Bit: true, isPrefetchable: true },
      { index: 3, start: '0x6400000000', sizeBytes: 2 ** 25, space: 'memory', is64Bit: true, isPrefetchable: true },
      { index: 5, start: '0x4000', sizeBytes: 128, space: 'io', is64Bit: false, isPrefetchable: false },
    ],
    optionRom: { sizeBytes: 0x20000, isShadow: true },
  });
});

test('a ROM on the chip is no shadow, and zeros are no ROM', () => {
  const chip = '0x00000000a3000000 0x00000000a307ffff 0x0000000000046200';
  expect(parsePciResources(withLine(6, chip)).optionRom).toEqual({ sizeBytes: 0x80000, isShadow: false });
  expect(parsePciResources(withLine(6, ZERO)).optionRom).toBeNull();
});

test('a BAR without an address keeps its size', () => {
  const unset = '0x0000000000000000 0x000000000fffffff 0x000000002014220c';
  expect(parsePciResources(withLine(1, unset)).bars).toContainEqual(
    expect.objectContaining({ index: 1, start: '0x0', sizeBytes: 2 ** 28 }),
  );
});

test('an end before the start is no BAR', () => {
  const backwards = '0x0000000000000001 0x0000000000000000 0x0000000000040200';
  expect(parsePciResources(withLine(0, backwards)).bars).not.toContainEqual(expect.objectContaining({ index: 0 }));
});

test('a broken line spoils its own fact only', () => {
  expect(parsePciResources(withLine(6, 'none'))).toEqual({
    bars: expect.any(Array),
    optionRom: { malformed: 'line 6: none' },
  });
  expect(parsePciResources(withLine(2, 'none'))).toEqual({
    bars: { malformed: 'line 2: none' },
    optionRom: { sizeBytes: 0x20000, isShadow: true },
  });
  expect(parsePciResources('')).toEqual({ bars: { malformed: 'no line 0' }, optionRom: { malformed: 'no line 6' } });
});

test('any text gives facts that fit the snapshot, or is malformed', () => {
  expectOfAnyText(GPU, text => {
    const parsed = parsePciResources(text);
    return (
      (isMalformed(parsed.bars) || bar.array().safeParse(parsed.bars).success) &&
      (isMalformed(parsed.optionRom) || optionRom.nullable().safeParse(parsed.optionRom).success)
    );
  });
});
