import { expect, test } from 'vitest';
import { boardVendorOf, firmwareSwitches } from './firmware-switch.ts';

const board = (names: Partial<Record<'boardVendor' | 'systemVendor' | 'systemProduct', string>>) => ({
  systemVendor: null,
  systemProduct: null,
  boardVendor: null,
  boardName: null,
  firmwareVendor: null,
  firmwareVersion: null,
  firmwareDate: null,
  ...names,
});

test.each([
  [{ boardVendor: 'ASUSTeK COMPUTER INC.' }, 'asus'],
  [{ boardVendor: 'Micro-Star International Co., Ltd.' }, 'msi'],
  [{ boardVendor: 'Gigabyte Technology Co., Ltd.' }, 'gigabyte'],
  [{ boardVendor: 'ASRock' }, 'asrock'],
  [{ boardVendor: 'ASRockRack' }, 'asrock'],
  [{ boardVendor: 'Supermicro' }, 'supermicro'],
  [{ boardVendor: 'Dell Inc.' }, 'dell'],
  [{ boardVendor: 'HP', systemProduct: 'HP Z4 G4 Workstation' }, 'hp'],
  [{ boardVendor: 'HP', systemProduct: 'ProLiant DL380 Gen9' }, 'hpe'],
  [{ boardVendor: 'HPE' }, 'hpe'],
  [{ boardVendor: 'LENOVO' }, 'lenovo'],
  [{ boardVendor: 'Intel Corporation' }, 'intel'],
  // A shop's machine with somebody's board in it.
  [{ boardVendor: 'ASUSTeK COMPUTER INC.', systemVendor: 'Dell' }, 'asus'],
  [{ boardVendor: '', systemVendor: 'LENOVO' }, 'lenovo'],
  [{ boardVendor: 'To be filled by O.E.M.' }, null],
  [{}, null],
])('%j is %j', (names, vendor) => {
  expect(boardVendorOf(board(names))).toBe(vendor);
});

test('a board that could not be read is of no known maker', () => {
  expect(boardVendorOf({ unknown: 'denied', source: '/x', detail: '' })).toBeNull();
});

test('every maker has words of its own, and there are words for all others', () => {
  expect(firmwareSwitches('intel', 'msi').iommu.setting).toContain('OC > CPU Features');
  expect(firmwareSwitches('amd', 'gigabyte').iommu.setting).toContain('Miscellaneous');
  expect(firmwareSwitches('amd', 'gigabyte').preBootProtection.setting).toContain('Kernel DMA Protection Indicator');
  expect(firmwareSwitches('intel', null).iommu).toEqual(firmwareSwitches('intel', null).iommu);
  expect(firmwareSwitches('intel', null).iommu.setting).toMatch(/^Intel VT-d/);
  expect(firmwareSwitches('other', 'dell').iommu.setting).toBe('IOMMU or SMMU');
  expect(firmwareSwitches('amd', 'lenovo').iommu.setting).toMatch(/^IOMMU/);
});

test('isolation is a switch on AMD, and on Intel where a board is known to have it', () => {
  expect(firmwareSwitches('amd', null).isolation?.setting).toMatch(/^ACS Enable/);
  expect(firmwareSwitches('intel', 'supermicro').isolation?.setting).toMatch(/^ACS/);
  expect(firmwareSwitches('intel', 'asus').isolation).toBeNull();
});
