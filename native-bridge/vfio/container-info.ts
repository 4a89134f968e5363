/** What VFIO_IOMMU_GET_INFO says of a container. Source: include/uapi/linux/vfio.h, struct vfio_iommu_type1_info. */
import type { IovaRange } from '../dma-backend.ts';
import { type Capability, readCapabilityChain } from '../uapi/capability-chain.ts';
import { Struct } from '../uapi/struct.ts';
import {
  VFIO_IOMMU_INFO_CAPS,
  VFIO_IOMMU_INFO_PGSIZES,
  VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE,
  VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION,
  VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL,
} from '../uapi/vfio-constants.ts';
import {
  vfio_iommu_type1_info,
  vfio_iommu_type1_info_cap_iova_range,
  vfio_iommu_type1_info_cap_migration,
  vfio_iommu_type1_info_dma_avail,
  vfio_iova_range,
} from '../uapi/vfio-structs.ts';

export type ContainerInfo = {
  /** Ascending; empty: the kernel does not tell. */
  pageSizes: bigint[];
  /** Ascending; null: a kernel before 5.0, which does not tell. */
  iovaRanges: IovaRange[] | null;
  /** Mappings that may still be made; null: a kernel before 5.10, which does not tell. */
  dmaEntriesAvailable: number | null;
  /** Dirty page tracking; null: not offered. */
  migration: { pageSizes: bigint[]; maxDirtyBitmapBytes: bigint } | null;
  /** The kernel's answer was spoiled behind what is told here. */
  isCut: boolean;
};

/** @param answer at least one vfio_iommu_type1_info. */
export function parseContainerInfo(answer: Buffer): ContainerInfo {
  const info = new Struct(vfio_iommu_type1_info, answer);
  const flags = info.get('flags');
  const chain =
    (flags & VFIO_IOMMU_INFO_CAPS) === 0
      ? { capabilities: [], isCut: false }
      : readCapabilityChain(answer, info.get('cap_offset'), vfio_iommu_type1_info.size);
  const find = (id: number, size: number) =>
    chain.capabilities.find(capability => capability.id === id && capability.bytes.length >= size);
  const ranges = find(VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, vfio_iommu_type1_info_cap_iova_range.size);
  const avail = find(VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL, vfio_iommu_type1_info_dma_avail.size);
  const migration = find(VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION, vfio_iommu_type1_info_cap_migration.size);
  return {
    pageSizes: (flags & VFIO_IOMMU_INFO_PGSIZES) === 0 ? [] : bitsOf(info.get('iova_pgsizes')),
    iovaRanges: ranges ? parseRanges(ranges) : null,
    dmaEntriesAvailable: avail ? new Struct(vfio_iommu_type1_info_dma_avail, avail.bytes).get('avail') : null,
    migration: migration ? parseMigration(migration) : null,
    isCut: chain.isCut,
  };
}

function parseRanges({ bytes }: Capability): IovaRange[] {
  const capability = new Struct(vfio_iommu_type1_info_cap_iova_range, bytes);
  const rest = capability.get('iova_ranges');
  const count = Math.min(capability.get('nr_iovas'), Math.floor(rest.length / vfio_iova_range.size));
  return Array.from({ length: count }, (_, index) => {
    const range = new Struct(vfio_iova_range, rest, index * vfio_iova_range.size);
    return { first: range.get('start'), last: range.get('end') };
  });
}

function parseMigration({ bytes }: Capability) {
  const capability = new Struct(vfio_iommu_type1_info_cap_migration, bytes);
  return {
    pageSizes: bitsOf(capability.get('pgsize_bitmap')),
    maxDirtyBitmapBytes: capability.get('max_dirty_bitmap_size'),
  };
}

/** The powers of two in a bitmap, ascending. */
function bitsOf(bitmap: bigint): bigint[] {
  return Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit)).filter(size => (bitmap & size) !== 0n);
}
