import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u16, u32 } from '../testing/config-bytes.ts';
import { NOT_SEEN } from './config-view.ts';
import { decodeExpress } from './express-capability.ts';

type Registers = { flags: number; device?: number; most?: number; now?: number; slot?: number };

const express = ({ flags, device = 0, most = 0, now = 0, slot = 0 }: Registers) => ({
  first: { 0x10: [...u16(flags), ...u32(device), ...u32(0), ...u32(most), ...u16(0), ...u16(now), ...u32(slot)] },
});

test('a graphics card, idle', () => {
  const config = configOf(express({ flags: 0x12, device: 0x10008001, most: 0x104, now: 0x101 }));
  expect(decodeExpress(config)).toEqual({
    type: 'legacy-endpoint',
    version: 2,
    hasFunctionLevelReset: true,
    link: { now: { gigatransfersPerSecond: 2.5, width: 16 }, most: { gigatransfersPerSecond: 16, width: 16 } },
    slot: null,
  });
});

test('a root port with a slot and nothing in it', () => {
  const config = configOf(express({ flags: 0x142, most: 0x43, now: 0x01, slot: (7 << 19) | 0x60 }));
  expect(decodeExpress(config)).toMatchObject({
    type: 'root-port',
    slot: 7,
    link: { now: { gigatransfersPerSecond: 2.5, width: 0 } },
  });
});

test('inside the root complex there is no link, and a register of ones is no state', () => {
  expect(decodeExpress(configOf(express({ flags: 0x92 })))).toMatchObject({ type: 'integrated-endpoint', link: null });
  const gone = decodeExpress(configOf(express({ flags: 0x02, most: 0x104, now: 0xffff })));
  expect(gone).toMatchObject({ link: { now: null, most: { width: 16 } } });
  expect(decodeExpress(configOf(express({ flags: 0xf2 })))).toMatchObject({ type: 'other' });
});

test.each([
  ['a whole space without the capability', configOf({ first: { 1: [0, 0] } }), null],
  ['64 bytes', configOf(express({ flags: 2 }), 64), NOT_SEEN],
  ['bytes that end inside it', configOf(express({ flags: 2 }), 0x50), NOT_SEEN],
])('%s', (_, config, answer) => {
  expect(decodeExpress(config)).toBe(answer);
});

test('answers to any bytes', () => expectAnswerToAnyConfig(decodeExpress, configHex(express({ flags: 0x12 }))));
