import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u32 } from '../testing/config-bytes.ts';
import { NOT_SEEN } from './config-view.ts';
import { decodeResizableBars } from './resizable-bar.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
/** Two BARs: 0 has 16 GiB of 256 MiB to 16 GiB, 2 has 2 MiB of 2 to 256 MiB. */
const TWO = {
  extended: {
    0x15: [...u32(0b111_1111 << 12), ...u32(0 | (2 << 5) | (14 << 8)), ...u32(0b1111_1111 << 5), ...u32(2 | (1 << 8))],
  },
};

test('sizes now and possible', () => {
  expect(decodeResizableBars(configOf(TWO))).toEqual([
    { index: 0, sizeBytes: 16 * GIB, possibleBytes: [256 * MIB, 512 * MIB, GIB, 2 * GIB, 4 * GIB, 8 * GIB, 16 * GIB] },
    { index: 2, sizeBytes: 2 * MIB, possibleBytes: [2, 4, 8, 16, 32, 64, 128, 256].map(n => n * MIB) },
  ]);
});

test('sizes above 128 TiB stand in the control register', () => {
  const huge = { extended: { 0x15: [...u32(1 << 31), ...u32((1 << 5) | (28 << 8) | (1 << 16))] } };
  expect(decodeResizableBars(configOf(huge))).toEqual([
    { index: 0, sizeBytes: 2 ** 48, possibleBytes: [2 ** 47, 2 ** 48] },
  ]);
});

test('bytes that end early are not "none"', () => {
  expect(decodeResizableBars(configOf({ extended: { 1: [] } }))).toBeNull();
  expect(decodeResizableBars(configOf(TWO, 0x10c))).toBe(NOT_SEEN);
  expect(decodeResizableBars(configOf(TWO, 0x104))).toBe(NOT_SEEN);
});

test('answers to any bytes', () => expectAnswerToAnyConfig(decodeResizableBars, configHex(TWO)));
