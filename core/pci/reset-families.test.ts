import { expect, test } from 'vitest';
import { isResetMended, resetFamily } from './reset-families.ts';

test.each([
  [0x1002, 0x731f, 'needs-module', 'AMD Navi 10'],
  [0x1002, 0x67df, 'needs-module', 'AMD Polaris 10'],
  [0x1002, 0x699f, 'needs-module', 'AMD Polaris 12'],
  [0x1002, 0x164e, 'no-cure', 'AMD Raphael or Granite Ridge'],
  [0x1002, 0x744c, 'reported', 'AMD Navi 31'],
  [0x1022, 0x149c, 'flr-hangs', 'AMD Starship and Matisse USB'],
  [0x144d, 0xa804, 'needs-care', 'Samsung SM961 and PM961'],
])('%i:%i is %s, %s', (vendor, device, trouble, name) => {
  expect(resetFamily(vendor, device)).toMatchObject({ trouble, name, source: expect.stringMatching(/^(https|Linux)/) });
});

test.each([
  ['Radeon RX 6700', 0x1002, 0x73df],
  ['a GeForce', 0x10de, 0x2684],
  ['the device id of another vendor', 0x1022, 0x731f],
  ['nothing', 0, 0],
])('nothing is known against %s', (_, vendor, device) => {
  expect(resetFamily(vendor, device)).toBeNull();
});

test.each([
  ['needs-module', ['bus'], false],
  ['needs-module', ['device_specific', 'bus'], true],
  ['needs-module', ['bus', 'device_specific'], false],
  ['needs-module', [], false],
  ['flr-hangs', ['pm', 'bus'], true],
  ['flr-hangs', ['flr', 'bus'], false],
  ['needs-care', ['device_specific', 'flr'], true],
  ['needs-care', ['flr'], false],
] as const)('%s with %j: mended %j', (trouble, methods, mended) => {
  expect(isResetMended({ trouble, name: '', source: '' }, methods)).toBe(mended);
});
