/**
 * The structs of linux/iommufd.h that we pass, with the layout of Linux 7.1. `size` is the first field of each and
 * tells the kernel how much we know; what it does not know must be zero, else E2BIG.
 * Source: include/uapi/linux/iommufd.h.
 */
import { bytes, i32, layout, u8, u16, u32, u64 } from './struct.ts';

export const iommu_destroy = layout('iommu_destroy', 8, { size: u32(0), id: u32(4) });
export const iommu_ioas_alloc = layout('iommu_ioas_alloc', 12, { size: u32(0), flags: u32(4), out_ioas_id: u32(8) });
export const iommu_iova_range = layout('iommu_iova_range', 16, { start: u64(0), last: u64(8) });
export const iommu_ioas_iova_ranges = layout('iommu_ioas_iova_ranges', 32, {
  size: u32(0),
  ioas_id: u32(4),
  num_iovas: u32(8),
  allowed_iovas: u64(16),
  out_iova_alignment: u64(24),
});
export const iommu_ioas_map = layout('iommu_ioas_map', 40, {
  size: u32(0),
  flags: u32(4),
  ioas_id: u32(8),
  user_va: u64(16),
  length: u64(24),
  iova: u64(32),
});
export const iommu_ioas_map_file = layout('iommu_ioas_map_file', 40, {
  size: u32(0),
  flags: u32(4),
  ioas_id: u32(8),
  fd: i32(12),
  start: u64(16),
  length: u64(24),
  iova: u64(32),
});
export const iommu_ioas_copy = layout('iommu_ioas_copy', 40, {
  size: u32(0),
  flags: u32(4),
  dst_ioas_id: u32(8),
  src_ioas_id: u32(12),
  length: u64(16),
  dst_iova: u64(24),
  src_iova: u64(32),
});
export const iommu_ioas_unmap = layout('iommu_ioas_unmap', 24, {
  size: u32(0),
  ioas_id: u32(4),
  iova: u64(8),
  length: u64(16),
});
export const iommu_option = layout('iommu_option', 24, {
  size: u32(0),
  option_id: u32(4),
  op: u16(8),
  object_id: u32(12),
  val64: u64(16),
});
export const iommu_hwpt_alloc = layout('iommu_hwpt_alloc', 48, {
  size: u32(0),
  flags: u32(4),
  dev_id: u32(8),
  pt_id: u32(12),
  out_hwpt_id: u32(16),
  data_type: u32(24),
  data_len: u32(28),
  data_uptr: u64(32),
  fault_id: u32(40),
});
export const iommu_hw_info_vtd = layout('iommu_hw_info_vtd', 24, { flags: u32(0), cap_reg: u64(8), ecap_reg: u64(16) });
export const iommu_hw_info_arm_smmuv3 = layout('iommu_hw_info_arm_smmuv3', 40, {
  flags: u32(0),
  idr: bytes(8, 24),
  iidr: u32(32),
  aidr: u32(36),
});
export const iommu_hw_info_amd = layout('iommu_hw_info_amd', 16, { efr: u64(0), efr2: u64(8) });
export const iommu_hw_info = layout('iommu_hw_info', 40, {
  size: u32(0),
  flags: u32(4),
  dev_id: u32(8),
  data_len: u32(12),
  data_uptr: u64(16),
  in_data_type: u32(24),
  out_data_type: u32(24),
  out_max_pasid_log2: u8(28),
  out_capabilities: u64(32),
});
