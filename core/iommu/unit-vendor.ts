/**
 * Who made an IOMMU unit, from its name below /sys/class/iommu: `dmar0` (Intel), `ivhd0` (AMD), `smmu3.0x...` (Arm).
 * A virtio IOMMU is named after its bus address; the chain of devices in its link says `virtioN`.
 * Source: Linux iommu_device_sysfs_add() callers: drivers/iommu/intel/dmar.c, amd/init.c, arm/, virtio-iommu.c.
 */
import type { IommuUnit } from '../host/snapshot.ts';

/** `link` is the text of the entry's link; empty where it is not known. */
export function unitVendor(name: string, link: string): IommuUnit['vendor'] {
  if (/^dmar\d+$/.test(name)) return 'intel';
  if (/^ivhd\d+$/.test(name)) return 'amd';
  if (name.startsWith('smmu')) return 'arm';
  return /(^|\/)virtio\d+(\/|$)/.test(link) ? 'virtio' : 'other';
}
