import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u16, u32 } from '../testing/config-bytes.ts';
import { NOT_SEEN } from './config-view.ts';
import { saysFunctionLevelReset } from './flr-capability.ts';

const express = (device: number) => ({ 0x10: [...u16(2), ...u32(device), ...Array<number>(16).fill(0)] });

test.each([
  ['PCI Express with it', { first: express(1 << 28) }, true],
  ['PCI Express without it', { first: express(0) }, false],
  ['PCI Express without it, and advanced features', { first: { ...express(0), 0x13: [6, 3, 0, 0] } }, false],
  ['advanced features', { first: { 0x13: [6, 3, 0, 0] } }, true],
  ['advanced features without a way to wait', { first: { 0x13: [6, 2, 0, 0] } }, false],
  ['neither', { first: { 1: [0, 0] } }, false],
])('%s: %j', (_, capabilities, says) => {
  expect(saysFunctionLevelReset(configOf(capabilities))).toBe(says);
  expect(saysFunctionLevelReset(configOf(capabilities, 64))).toBe(NOT_SEEN);
});

test('answers to any bytes', () => expectAnswerToAnyConfig(saysFunctionLevelReset, configHex({ first: express(0) })));
