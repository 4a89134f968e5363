import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u16, u32 } from '../testing/config-bytes.ts';
import { NOT_SEEN } from './config-view.ts';
import { decodeSriov } from './sriov-capability.ts';

const X710 = {
  extended: {
    0x10: [
      ...u32(0),
      ...u16(9),
      ...u16(0),
      ...u16(64),
      ...u16(64),
      ...u16(2),
      ...u16(0),
      ...u16(16),
      ...u16(1),
      ...u16(0),
      ...u16(0x154c),
    ],
  },
};

test('reads counts and places', () => {
  expect(decodeSriov(configOf(X710))).toEqual({
    isEnabled: true,
    totalVfs: 64,
    vfs: 2,
    firstOffset: 16,
    stride: 1,
    vfDeviceId: 0x154c,
  });
});

test('none, and not seen', () => {
  expect(decodeSriov(configOf({ extended: { 1: [] } }))).toBeNull();
  expect(decodeSriov(configOf(X710, 0x110))).toBe(NOT_SEEN);
});

test('answers to any bytes', () => expectAnswerToAnyConfig(decodeSriov, configHex(X710)));
