/**
 * Who made an IOMMU unit, from its name below /sys/class/iommu: `dmar0` (Intel), `ivhd0` (AMD), `smmu3.0x...` (Arm).
 * A virtio IOMMU is named after its bus address; the chain of devices in its link says `virtioN`.
 * Source: Linux iommu_device_sysfs_add() callers: drivers/iommu/intel/dmar.c, amd/init.c, arm/, virtio-iommu.c.
 */
import type { IommuUnit } from '../host/snapshot.ts';

/** @returns null where the name does not say. */
export function vendorFromUnitName(name: string): IommuUnit['vendor'] | null {
  if (/^dmar\d+$/.test(name)) return 'intel';
  if (/^ivhd\d+$/.test(name)) return 'amd';
  return name.startsWith('smmu') ? 'arm' : null;
}

/** From the text of the unit's link. */
export function vendorFromUnitLink(link: string): IommuUnit['vendor'] {
  return /(^|\/)virtio\d+(\/|$)/.test(link) ? 'virtio' : 'other';
}
