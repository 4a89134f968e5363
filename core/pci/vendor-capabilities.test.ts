import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u32 } from '../testing/config-bytes.ts';
import { decodeVendorCapabilities } from './vendor-capabilities.ts';

const BOTH = { first: { 9: [0x14, 1] }, extended: { 0x0b: u32(0x02410001), 0x03: u32(1) } };

test('of both lists', () => {
  expect(decodeVendorCapabilities(configOf(BOTH))).toEqual({
    items: [
      { offset: 0x40, lengthBytes: 0x14, extended: null },
      { offset: 0x108, lengthBytes: 0x24, extended: { id: 1, revision: 1 } },
    ],
    isComplete: true,
  });
});

test('bytes that end early leave the list open', () => {
  expect(decodeVendorCapabilities(configOf(BOTH, 64))).toEqual({ items: [], isComplete: false });
  expect(decodeVendorCapabilities(configOf(BOTH, 256))).toMatchObject({ items: [{ offset: 0x40 }], isComplete: false });
  expect(decodeVendorCapabilities(configOf(BOTH, 0x10a)).isComplete).toBe(false);
});

test('answers to any bytes', () => expectAnswerToAnyConfig(decodeVendorCapabilities, configHex(BOTH)));
