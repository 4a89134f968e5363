/**
 * The structs of linux/vfio.h that we pass, with the layout of Linux 7.1. Reserved and padding fields are left out:
 * they stay zero. Source: include/uapi/linux/vfio.h.
 */
import { bytes, flexible, i32, layout, u8, u16, u32, u64 } from './struct.ts';

export const vfio_info_cap_header = layout('vfio_info_cap_header', 8, { id: u16(0), version: u16(2), next: u32(4) });
export const vfio_group_status = layout('vfio_group_status', 8, { argsz: u32(0), flags: u32(4) });
export const vfio_device_info = layout('vfio_device_info', 24, {
  argsz: u32(0),
  flags: u32(4),
  num_regions: u32(8),
  num_irqs: u32(12),
  cap_offset: u32(16),
});
export const vfio_device_info_cap_pci_atomic_comp = layout('vfio_device_info_cap_pci_atomic_comp', 16, {
  header: bytes(0, 8),
  flags: u32(8),
});
export const vfio_region_info = layout('vfio_region_info', 32, {
  argsz: u32(0),
  flags: u32(4),
  index: u32(8),
  cap_offset: u32(12),
  size: u64(16),
  offset: u64(24),
});
export const vfio_region_sparse_mmap_area = layout('vfio_region_sparse_mmap_area', 16, {
  offset: u64(0),
  size: u64(8),
});
export const vfio_region_info_cap_sparse_mmap = layout('vfio_region_info_cap_sparse_mmap', 16, {
  header: bytes(0, 8),
  nr_areas: u32(8),
  areas: flexible(16),
});
export const vfio_region_info_cap_type = layout('vfio_region_info_cap_type', 16, {
  header: bytes(0, 8),
  type: u32(8),
  subtype: u32(12),
});
export const vfio_irq_info = layout('vfio_irq_info', 16, {
  argsz: u32(0),
  flags: u32(4),
  index: u32(8),
  count: u32(12),
});
export const vfio_pci_dependent_device = layout('vfio_pci_dependent_device', 8, {
  group_id: u32(0),
  devid: u32(0),
  segment: u16(4),
  bus: u8(6),
  devfn: u8(7),
});
export const vfio_pci_hot_reset_info = layout('vfio_pci_hot_reset_info', 12, {
  argsz: u32(0),
  flags: u32(4),
  count: u32(8),
  devices: flexible(12),
});
export const vfio_device_bind_iommufd = layout('vfio_device_bind_iommufd', 24, {
  argsz: u32(0),
  flags: u32(4),
  iommufd: i32(8),
  out_devid: u32(12),
  token_uuid_ptr: u64(16),
});
export const vfio_device_attach_iommufd_pt = layout('vfio_device_attach_iommufd_pt', 16, {
  argsz: u32(0),
  flags: u32(4),
  pt_id: u32(8),
  pasid: u32(12),
});
export const vfio_device_detach_iommufd_pt = layout('vfio_device_detach_iommufd_pt', 12, {
  argsz: u32(0),
  flags: u32(4),
  pasid: u32(8),
});
export const vfio_iommu_type1_info = layout('vfio_iommu_type1_info', 24, {
  argsz: u32(0),
  flags: u32(4),
  iova_pgsizes: u64(8),
  cap_offset: u32(16),
});
export const vfio_iova_range = layout('vfio_iova_range', 16, { start: u64(0), end: u64(8) });
export const vfio_iommu_type1_info_cap_iova_range = layout('vfio_iommu_type1_info_cap_iova_range', 16, {
  header: bytes(0, 8),
  nr_iovas: u32(8),
  iova_ranges: flexible(16),
});
export const vfio_iommu_type1_info_cap_migration = layout('vfio_iommu_type1_info_cap_migration', 32, {
  header: bytes(0, 8),
  flags: u32(8),
  pgsize_bitmap: u64(16),
  max_dirty_bitmap_size: u64(24),
});
export const vfio_iommu_type1_info_dma_avail = layout('vfio_iommu_type1_info_dma_avail', 12, {
  header: bytes(0, 8),
  avail: u32(8),
});
export const vfio_iommu_type1_dma_map = layout('vfio_iommu_type1_dma_map', 32, {
  argsz: u32(0),
  flags: u32(4),
  vaddr: u64(8),
  iova: u64(16),
  size: u64(24),
});
export const vfio_iommu_type1_dma_unmap = layout('vfio_iommu_type1_dma_unmap', 24, {
  argsz: u32(0),
  flags: u32(4),
  iova: u64(8),
  size: u64(16),
  data: flexible(24),
});
