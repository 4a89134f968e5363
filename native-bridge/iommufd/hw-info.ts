/** What iommufd says of the IOMMU behind a device. Source: include/uapi/linux/iommufd.h, struct iommu_hw_info. */
import type { Kernel } from '../kernel-calls.ts';
import { scratch } from '../memory/scratch.ts';
import { offered } from '../syscall-error.ts';
import {
  IOMMU_HW_CAP_DIRTY_TRACKING,
  IOMMU_HW_INFO_TYPE_AMD,
  IOMMU_HW_INFO_TYPE_ARM_SMMUV3,
  IOMMU_HW_INFO_TYPE_INTEL_VTD,
} from '../uapi/iommufd-constants.ts';
import {
  iommu_hw_info,
  iommu_hw_info_amd,
  iommu_hw_info_arm_smmuv3,
  iommu_hw_info_vtd,
} from '../uapi/iommufd-structs.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';

/** The registers as the hardware's manual defines them. */
export type HwRegisters =
  | { kind: 'intel-vtd'; flags: number; capability: bigint; extendedCapability: bigint }
  | { kind: 'arm-smmuv3'; idr: number[]; iidr: number; aidr: number }
  | { kind: 'amd'; extendedFeatures: bigint; extendedFeatures2: bigint }
  /** A type of the kernel that is not known here, or none. */
  | { kind: 'other'; type: number };

export type HwInfo = {
  registers: HwRegisters;
  canTrackDirtyPages: boolean;
  /** IOMMU_HW_CAP_* bits. */
  capabilities: bigint;
  /** Zero: no PASID. */
  maxPasidBits: number;
};

/** Bigger than any type's struct. The kernel fills what it knows and zeroes the rest. */
const DATA_BYTES = 256;

/** @throws NotOfferedError; SyscallError ENOENT when there is no such device. */
export function readHwInfo(kernel: Kernel, fd: number, deviceId: number): HwInfo {
  using data = scratch(kernel, DATA_BYTES);
  const info = new Struct(iommu_hw_info);
  info.set({ size: iommu_hw_info.size, dev_id: deviceId, data_len: DATA_BYTES, data_uptr: data.addressAt(0) });
  offered(() => kernel.ioctl(fd, ioctls.IOMMU_GET_HW_INFO, info.bytes, `device ${deviceId}`));
  const capabilities = info.get('out_capabilities');
  return {
    registers: parseRegisters(info.get('out_data_type'), data.read(0, DATA_BYTES)),
    canTrackDirtyPages: (capabilities & IOMMU_HW_CAP_DIRTY_TRACKING) !== 0n,
    capabilities,
    maxPasidBits: info.get('out_max_pasid_log2'),
  };
}

function parseRegisters(type: number, data: Buffer): HwRegisters {
  switch (type) {
    case IOMMU_HW_INFO_TYPE_INTEL_VTD: {
      const vtd = new Struct(iommu_hw_info_vtd, data);
      const [flags, capability, extendedCapability] = [vtd.get('flags'), vtd.get('cap_reg'), vtd.get('ecap_reg')];
      return { kind: 'intel-vtd', flags, capability, extendedCapability };
    }
    case IOMMU_HW_INFO_TYPE_ARM_SMMUV3: {
      const smmu = new Struct(iommu_hw_info_arm_smmuv3, data);
      const idr = smmu.get('idr'); // __u32 idr[6]
      const words = Array.from({ length: idr.length / 4 }, (_, index) => idr.readUInt32LE(index * 4));
      return { kind: 'arm-smmuv3', idr: words, iidr: smmu.get('iidr'), aidr: smmu.get('aidr') };
    }
    case IOMMU_HW_INFO_TYPE_AMD: {
      const amd = new Struct(iommu_hw_info_amd, data);
      return { kind: 'amd', extendedFeatures: amd.get('efr'), extendedFeatures2: amd.get('efr2') };
    }
    default:
      return { kind: 'other', type };
  }
}
