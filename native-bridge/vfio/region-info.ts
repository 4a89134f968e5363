/** What VFIO says of one region of a device. Source: include/uapi/linux/vfio.h, struct vfio_region_info. */
import { type Capability, readCapabilityChain } from '../uapi/capability-chain.ts';
import { Struct } from '../uapi/struct.ts';
import {
  VFIO_REGION_INFO_CAP_MSIX_MAPPABLE,
  VFIO_REGION_INFO_CAP_SPARSE_MMAP,
  VFIO_REGION_INFO_CAP_TYPE,
  VFIO_REGION_INFO_FLAG_CAPS,
  VFIO_REGION_INFO_FLAG_MMAP,
  VFIO_REGION_INFO_FLAG_READ,
  VFIO_REGION_INFO_FLAG_WRITE,
} from '../uapi/vfio-constants.ts';
import {
  vfio_region_info,
  vfio_region_info_cap_sparse_mmap,
  vfio_region_info_cap_type,
  vfio_region_sparse_mmap_area,
} from '../uapi/vfio-structs.ts';

const NAMES = ['BAR0', 'BAR1', 'BAR2', 'BAR3', 'BAR4', 'BAR5', 'ROM', 'config', 'VGA'];

export type RegionArea = { offsetBytes: number; sizeBytes: number };

export type RegionInfo = {
  index: number;
  /** `BAR0`, `ROM`, `config`, `VGA`, or `region 9` for what only this device has. */
  name: string;
  /** Zero: a region that the device does not implement. */
  sizeBytes: number;
  /** Where it starts in the device's file, for pread, pwrite and mmap. */
  fileOffset: bigint;
  isReadable: boolean;
  isWritable: boolean;
  /** Empty: cannot be mapped. One area with the whole region, unless the kernel leaves parts out. */
  mappableAreas: RegionArea[];
  /** The page with the MSI-X table may be mapped too. */
  isMsixMappable: boolean;
  /** Of a region that only this device has: who defines it, and which it is. */
  deviceSpecific: { type: number; subtype: number } | null;
};

/** @param answer at least one vfio_region_info. */
export function parseRegionInfo(answer: Buffer): RegionInfo {
  const info = new Struct(vfio_region_info, answer);
  const [index, flags, sizeBytes] = [info.get('index'), info.get('flags'), Number(info.get('size'))];
  const capabilities =
    (flags & VFIO_REGION_INFO_FLAG_CAPS) === 0
      ? []
      : readCapabilityChain(answer, info.get('cap_offset'), vfio_region_info.size).capabilities;
  const find = (id: number, size: number) =>
    capabilities.find(capability => capability.id === id && capability.bytes.length >= size);
  const sparse = find(VFIO_REGION_INFO_CAP_SPARSE_MMAP, vfio_region_info_cap_sparse_mmap.size);
  const type = find(VFIO_REGION_INFO_CAP_TYPE, vfio_region_info_cap_type.size);
  const isMappable = (flags & VFIO_REGION_INFO_FLAG_MMAP) !== 0;
  return {
    index,
    name: NAMES[index] ?? `region ${index}`,
    sizeBytes,
    fileOffset: info.get('offset'),
    isReadable: (flags & VFIO_REGION_INFO_FLAG_READ) !== 0,
    isWritable: (flags & VFIO_REGION_INFO_FLAG_WRITE) !== 0,
    mappableAreas: isMappable ? (sparse ? parseAreas(sparse) : [{ offsetBytes: 0, sizeBytes }]) : [],
    isMsixMappable: capabilities.some(({ id }) => id === VFIO_REGION_INFO_CAP_MSIX_MAPPABLE),
    deviceSpecific: type ? parseType(type) : null,
  };
}

function parseAreas({ bytes }: Capability): RegionArea[] {
  const capability = new Struct(vfio_region_info_cap_sparse_mmap, bytes);
  const rest = capability.get('areas');
  const count = Math.min(capability.get('nr_areas'), Math.floor(rest.length / vfio_region_sparse_mmap_area.size));
  return Array.from({ length: count }, (_, index) => {
    const area = new Struct(vfio_region_sparse_mmap_area, rest, index * vfio_region_sparse_mmap_area.size);
    return { offsetBytes: Number(area.get('offset')), sizeBytes: Number(area.get('size')) };
  });
}

function parseType({ bytes }: Capability) {
  const capability = new Struct(vfio_region_info_cap_type, bytes);
  return { type: capability.get('type'), subtype: capability.get('subtype') };
}
