import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u16, u32 } from '../testing/config-bytes.ts';
import { NOT_SEEN } from './config-view.ts';
import { decodeMsi, decodeMsix } from './message-interrupts.ts';

test('MSI', () => {
  expect(decodeMsi(configOf({ first: { 5: u16(0x01a5) } }))).toEqual({
    isEnabled: true,
    vectors: 4,
    is64Bit: true,
    canMask: true,
  });
  expect(decodeMsi(configOf({ first: { 1: [0, 0] } }))).toBeNull();
  expect(decodeMsi(configOf({ first: { 5: u16(1) } }, 64))).toBe(NOT_SEEN);
});

test.each([
  ['a page of its own', 33, 3, 0x2000, { offset: 0x2000, sizeBytes: 0x1000 }],
  ['more than a page', 512, 0, 0x3000, { offset: 0x3000, sizeBytes: 0x2000 }],
  ['across the end of a page', 32, 0, 0x3f00, { offset: 0x3000, sizeBytes: 0x2000 }],
])('the table of MSI-X takes %s', (_, vectors, bar, offset, pages) => {
  const msix = { first: { 0x11: [...u16(0x8000 | (vectors - 1)), ...u32(offset | bar), ...u32(0x1000 | bar)] } };
  expect(decodeMsix(configOf(msix))).toEqual({
    isEnabled: true,
    vectors,
    table: { bar, offset, sizeBytes: 16 * vectors, pages },
    pendingBits: { bar, offset: 0x1000 },
  });
});

test('MSI-X that ends early', () => {
  expect(decodeMsix(configOf({ first: { 0x11: u16(0) } }, 0x46))).toBe(NOT_SEEN);
});

test('answers to any bytes', () => {
  expectAnswerToAnyConfig(decodeMsi, configHex({ first: { 5: u16(1) } }));
  expectAnswerToAnyConfig(decodeMsix, configHex({ first: { 0x11: u16(1) } }));
});
