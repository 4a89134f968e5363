import { expect, test } from 'vitest';
import { unitVendor } from './unit-vendor.ts';

test.each([
  ['dmar0', '../../devices/virtual/iommu/dmar0', 'intel'],
  ['ivhd1', '../../devices/pci0000:00/0000:00:00.2/iommu/ivhd1', 'amd'],
  ['smmu3.0x0000000009050000', '', 'arm'],
  ['0000:00:03.0', '../../devices/pci0000:00/0000:00:03.0/virtio2/iommu/0000:00:03.0', 'virtio'],
  ['0000:00:03.0', '', 'other'],
  ['dmarx', '', 'other'],
] as const)('%s with link %s is %s', (name, link, vendor) => {
  expect(unitVendor(name, link)).toBe(vendor);
});
