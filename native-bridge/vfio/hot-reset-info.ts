/**
 * What a hot reset (of the slot, or else of the bus) would reset besides the device itself.
 * Source: include/uapi/linux/vfio.h, struct vfio_pci_hot_reset_info; drivers/vfio/pci/vfio_pci_core.c.
 */
import type { Kernel } from '../kernel-calls.ts';
import { isErrno } from '../syscall-error.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import {
  VFIO_PCI_DEVID_NOT_OWNED,
  VFIO_PCI_HOT_RESET_FLAG_DEV_ID,
  VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED,
} from '../uapi/vfio-constants.ts';
import { vfio_pci_dependent_device, vfio_pci_hot_reset_info } from '../uapi/vfio-structs.ts';

export type HotResetInfo = {
  functions: {
    bdf: string;
    /** null: opened through its own node, where the kernel tells `isOwned` instead. */
    iommuGroup: number | null;
    /** Whether this process may reset it through its address space. null: opened through its group. */
    isOwned: boolean | null;
  }[];
  /** All are ours to reset. null: opened through its group, where holding all groups is what counts. */
  isAllOwned: boolean | null;
};

const { size: headBytes } = vfio_pci_hot_reset_info;
const { size: deviceBytes } = vfio_pci_dependent_device;
/** A bus has 256 functions; the kernel counts them on each call, so the answer may outgrow the question. */
const MOST_FUNCTIONS = 4096;

/** @throws SyscallError ENODEV when neither slot nor bus can be reset. */
export function readHotResetInfo(kernel: Kernel, fd: number, bdf: string): HotResetInfo {
  for (let room = 16; ; ) {
    const answer = Buffer.alloc(headBytes + room * deviceBytes);
    // struct vfio_pci_hot_reset_info { __u32 argsz; __u32 flags; __u32 count; struct vfio_pci_dependent_device devices[]; }
    const info = new Struct(vfio_pci_hot_reset_info, answer).set({ argsz: answer.length });
    try {
      kernel.ioctl(fd, ioctls.VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, answer, bdf);
      return parse(info, Math.min(info.get('count'), room));
    } catch (error) {
      const wanted = info.get('count');
      if (!isErrno(error, 'ENOSPC') || wanted <= room || wanted > MOST_FUNCTIONS) throw error;
      room = wanted;
    }
  }
}

function parse(info: Struct<typeof vfio_pci_hot_reset_info.fields>, count: number): HotResetInfo {
  const flags = info.get('flags');
  const hasIds = (flags & VFIO_PCI_HOT_RESET_FLAG_DEV_ID) !== 0;
  const functions = Array.from({ length: count }, (_, index) => {
    // struct vfio_pci_dependent_device { union { __u32 group_id; __u32 devid; }; __u16 segment; __u8 bus; __u8 devfn; }
    const device = new Struct(vfio_pci_dependent_device, info.get('devices'), index * deviceBytes);
    return {
      bdf: formatBdf(device.get('segment'), device.get('bus'), device.get('devfn')),
      iommuGroup: hasIds ? null : device.get('group_id'),
      isOwned: hasIds ? device.get('devid') !== VFIO_PCI_DEVID_NOT_OWNED : null,
    };
  });
  return { functions, isAllOwned: hasIds ? (flags & VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED) !== 0 : null };
}

function formatBdf(segment: number, bus: number, devfn: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return `${hex(segment, 4)}:${hex(bus, 2)}:${hex(devfn >> 3, 2)}.${devfn & 7}`;
}
