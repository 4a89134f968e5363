import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u16, u32 } from '../testing/config-bytes.ts';
import { decodeAddressTranslation } from './address-translation.ts';
import { NOT_SEEN } from './config-view.ts';

const ALL = {
  extended: {
    0x0f: [...u16(0x20), ...u16(0x8000)],
    0x13: [...u16(1), ...u16(0), ...u32(512), ...u32(64)],
    0x1b: [...u16(0x1406), ...u16(1)],
  },
};

test('reads all three', () => {
  expect(decodeAddressTranslation(configOf(ALL))).toEqual({
    ats: { isEnabled: true, queueDepth: 32 },
    pageRequests: { isEnabled: true, mostOutstanding: 512 },
    pasid: { isEnabled: true, widthBits: 20, canExecute: true, hasPrivilegedMode: true },
  });
});

test('none of them, and not seen', () => {
  expect(decodeAddressTranslation(configOf({ extended: { 1: [] } }))).toEqual({
    ats: null,
    pageRequests: null,
    pasid: null,
  });
  expect(decodeAddressTranslation(configOf(ALL, 64))).toEqual({
    ats: NOT_SEEN,
    pageRequests: NOT_SEEN,
    pasid: NOT_SEEN,
  });
});

test('answers to any bytes', () => expectAnswerToAnyConfig(decodeAddressTranslation, configHex(ALL)));
