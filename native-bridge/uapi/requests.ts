/**
 * The request numbers of VFIO and iommufd. All are `_IO(';', nr)`: neither size nor direction is part of the number,
 * and the two groups of numbers overlap (112 is one thing to a device and another to a container).
 * Source: include/uapi/linux/vfio.h (VFIO_TYPE, VFIO_BASE), include/uapi/linux/iommufd.h (IOMMUFD_CMD_BASE), Linux 7.1.
 */
import type { IoctlRequest } from '../kernel-calls.ts';

const TYPE = ';'.charCodeAt(0) << 8;

function requests<N extends string>(numbers: Record<N, number>): Record<N, IoctlRequest> {
  const entries = Object.entries<number>(numbers).map(([name, nr]) => [name, { name, number: TYPE | nr }]);
  return Object.fromEntries(entries) as Record<N, IoctlRequest>;
}

export const ioctls = requests({
  VFIO_GET_API_VERSION: 100,
  VFIO_CHECK_EXTENSION: 101,
  VFIO_SET_IOMMU: 102,
  VFIO_GROUP_GET_STATUS: 103,
  VFIO_GROUP_SET_CONTAINER: 104,
  VFIO_GROUP_UNSET_CONTAINER: 105,
  VFIO_GROUP_GET_DEVICE_FD: 106,
  VFIO_DEVICE_GET_INFO: 107,
  VFIO_DEVICE_GET_REGION_INFO: 108,
  VFIO_DEVICE_GET_IRQ_INFO: 109,
  VFIO_DEVICE_SET_IRQS: 110,
  VFIO_DEVICE_RESET: 111,
  VFIO_DEVICE_GET_PCI_HOT_RESET_INFO: 112,
  VFIO_DEVICE_PCI_HOT_RESET: 113,
  VFIO_DEVICE_QUERY_GFX_PLANE: 114,
  VFIO_DEVICE_GET_GFX_DMABUF: 115,
  VFIO_DEVICE_IOEVENTFD: 116,
  VFIO_DEVICE_FEATURE: 117,
  VFIO_DEVICE_BIND_IOMMUFD: 118,
  VFIO_DEVICE_ATTACH_IOMMUFD_PT: 119,
  VFIO_DEVICE_DETACH_IOMMUFD_PT: 120,
  VFIO_MIG_GET_PRECOPY_INFO: 121,
  VFIO_IOMMU_GET_INFO: 112,
  VFIO_IOMMU_MAP_DMA: 113,
  VFIO_IOMMU_UNMAP_DMA: 114,
  VFIO_IOMMU_DIRTY_PAGES: 117,
  IOMMU_DESTROY: 128,
  IOMMU_IOAS_ALLOC: 129,
  IOMMU_IOAS_ALLOW_IOVAS: 130,
  IOMMU_IOAS_COPY: 131,
  IOMMU_IOAS_IOVA_RANGES: 132,
  IOMMU_IOAS_MAP: 133,
  IOMMU_IOAS_UNMAP: 134,
  IOMMU_OPTION: 135,
  IOMMU_VFIO_IOAS: 136,
  IOMMU_HWPT_ALLOC: 137,
  IOMMU_GET_HW_INFO: 138,
  IOMMU_HWPT_SET_DIRTY_TRACKING: 139,
  IOMMU_HWPT_GET_DIRTY_BITMAP: 140,
  IOMMU_HWPT_INVALIDATE: 141,
  IOMMU_FAULT_QUEUE_ALLOC: 142,
  IOMMU_IOAS_MAP_FILE: 143,
  IOMMU_VIOMMU_ALLOC: 144,
  IOMMU_VDEVICE_ALLOC: 145,
  IOMMU_IOAS_CHANGE_PROCESS: 146,
  IOMMU_VEVENTQ_ALLOC: 147,
  IOMMU_HW_QUEUE_ALLOC: 148,
});
