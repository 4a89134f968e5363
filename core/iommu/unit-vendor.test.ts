import { expect, test } from 'vitest';
import { vendorFromUnitLink, vendorFromUnitName } from './unit-vendor.ts';

test.each([
  ['dmar0', 'intel'],
  ['ivhd1', 'amd'],
  ['smmu3.0x0000000009050000', 'arm'],
  ['0000:00:03.0', null],
  ['dmarx', null],
  ['', null],
] as const)('the name %j says %j', (name, vendor) => {
  expect(vendorFromUnitName(name)).toBe(vendor);
});

test.each([
  ['../../devices/pci0000:00/0000:00:03.0/virtio2/iommu/0000:00:03.0', 'virtio'],
  ['../../devices/platform/virtiox/iommu/x', 'other'],
  ['', 'other'],
] as const)('the link %j says %s', (link, vendor) => {
  expect(vendorFromUnitLink(link)).toBe(vendor);
});
