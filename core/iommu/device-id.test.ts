import { expect, test } from 'vitest';
import type { Bdf } from '../pci/bdf.ts';
import { bdfOfDeviceId, deviceIdOf, formatDeviceId } from './device-id.ts';

test.each([
  ['0000:00:00.2', 0, 0x0002],
  ['0000:0f:1f.7', 0, 0x0fff],
  ['10000:e1:00.0', 0x10000, 0xe100],
])('%s is %i, %i', (bdf, segment, id) => {
  expect(deviceIdOf(bdf as Bdf)).toEqual({ segment, id });
  expect(bdfOfDeviceId(segment, id)).toBe(bdf);
  expect(bdf.endsWith(formatDeviceId(id))).toBe(true);
});
