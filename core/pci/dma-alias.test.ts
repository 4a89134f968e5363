import { expect, test } from 'vitest';
import type { Bdf } from './bdf.ts';
import { dmaAlias } from './dma-alias.ts';

test.each([
  ['a Marvell SATA controller sends as function 1', '0000:03:00.0', 0x1b4b, 0x9230, '0000:03:00.1'],
  ['which is no alias of itself', '0000:03:00.1', 0x1b4b, 0x9230, null],
  ['a Ricoh card reader sends as function 0', '0000:03:00.2', 0x1180, 0xe832, '0000:03:00.0'],
  ['all others send as themselves', '0000:03:00.0', 0x10de, 0x9230, null],
])('%s', (_, bdf, vendor, device, alias) => {
  expect(dmaAlias(bdf as Bdf, vendor, device)).toBe(alias);
});
