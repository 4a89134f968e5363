import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u16 } from '../testing/config-bytes.ts';
import { NOT_SEEN } from './config-view.ts';
import { decodePower } from './power-capability.ts';

test('states and the reset on the way back', () => {
  expect(decodePower(configOf({ first: { 1: [...u16(0x4e03), ...u16(0x0003)] } }))).toEqual({
    version: 3,
    hasD1: true,
    hasD2: true,
    state: 'D3hot',
    isResetByD3hot: true,
  });
  expect(decodePower(configOf({ first: { 1: [...u16(3), ...u16(8)] } }))).toMatchObject({
    state: 'D0',
    isResetByD3hot: false,
  });
  expect(decodePower(configOf({ first: { 5: u16(0) } }))).toBeNull();
  expect(decodePower(configOf({ first: { 1: u16(3) } }, 0x44))).toBe(NOT_SEEN);
});

test('answers to any bytes', () => expectAnswerToAnyConfig(decodePower, configHex({ first: { 1: u16(3) } })));
