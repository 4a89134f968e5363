/**
 * What a kernel's refusal during a probe means, by call and errno.
 *
 * Source: Linux drivers/vfio/{group,container}.c, vfio_iommu_type1.c, pci/vfio_pci_core.c, device_cdev.c,
 * drivers/iommu/iommufd/. The same errno means different things at different calls, so both are looked up.
 */
import type { Remedy } from '../findings/remedy.ts';

/** As it came from the kernel. */
export type Refusal = {
  /** C name of the call, or of the ioctl request. */
  call: string;
  /** C name of the errno. */
  errno: string;
  /** What the call was about: a path, an address range. */
  object: string;
};

export type RefusalMeaning = { meaning: string; remedies: Remedy[] };

type Entry = { call: RegExp; errnos: readonly string[]; meaning: string; advice: string };

const ENTRIES: readonly Entry[] = [
  {
    call: /^open$/,
    errnos: ['ENOENT'],
    meaning: 'The node is not there: no member of the group is bound to a VFIO driver, or the module is not loaded.',
    advice: 'Bind the function to vfio-pci and load vfio_iommu_type1 (or iommufd).',
  },
  {
    call: /^open$/,
    errnos: ['EACCES', 'EPERM'],
    meaning:
      'This user may not open the node. Mode, a security module (AppArmor, SELinux) or the device cgroup of a container refuses.',
    advice: 'Give the group of the node to your user by a udev rule, or run the probe as root.',
  },
  {
    call: /^open$/,
    errnos: ['EBUSY'],
    meaning: 'Another process holds the group. Only one can.',
    advice: 'Stop the machine that uses it: "fuser -v" on the node names the process.',
  },
  {
    call: /^open$/,
    errnos: ['ENODEV'],
    meaning: 'The function is just leaving its driver.',
    advice: 'Try again in a moment.',
  },
  {
    call: /GROUP_SET_CONTAINER$/,
    errnos: ['EBUSY'],
    meaning: 'A host driver of the group may still do DMA, so VFIO cannot own it.',
    advice: 'Bind every member of the group to vfio-pci, or leave it without a driver.',
  },
  {
    call: /GROUP_SET_CONTAINER$/,
    errnos: ['EPERM'],
    meaning: 'The group is not viable: a member is under a host driver.',
    advice: 'Bind every member of the group to vfio-pci, or leave it without a driver.',
  },
  {
    call: /SET_IOMMU$/,
    errnos: ['EPERM'],
    meaning:
      'Interrupts of this function are not isolated (no interrupt remapping), or the firmware demands a 1:1 mapping for it.',
    advice: 'Switch interrupt remapping on in the firmware set-up; the kernel log says which of the two it is.',
  },
  {
    call: /SET_IOMMU$/,
    errnos: ['ENODEV'],
    meaning: 'The module vfio_iommu_type1 is not loaded.',
    advice: 'Load it: modprobe vfio_iommu_type1.',
  },
  {
    call: /(SET_IOMMU|GROUP_SET_CONTAINER|BIND_IOMMUFD)$/,
    errnos: ['EINVAL'],
    meaning: 'The IOMMU driver refused the function, as it does for one with a 1:1 region of the firmware.',
    advice: 'Look into the kernel log: it names the region.',
  },
  {
    call: /GROUP_GET_DEVICE_FD$/,
    errnos: ['EAGAIN'],
    meaning: 'The function is being reset by somebody else.',
    advice: 'Try again in a moment.',
  },
  {
    call: /GROUP_GET_DEVICE_FD$/,
    errnos: ['EACCES', 'EINVAL'],
    meaning: 'The function is a virtual one whose physical function asks for a token, or the group is not set up.',
    advice: 'Look into the kernel log for "VF token".',
  },
  {
    call: /BIND_IOMMUFD$/,
    errnos: ['EBUSY'],
    meaning: 'The function is in use through its group, or a host driver of the group may still do DMA.',
    advice: 'Stop the machine that uses it, and bind every member of the group to vfio-pci.',
  },
  {
    call: /BIND_IOMMUFD$/,
    errnos: ['EPERM'],
    meaning: 'Interrupts of this function are not isolated (no interrupt remapping).',
    advice: 'Switch interrupt remapping on in the firmware set-up.',
  },
  {
    call: /ATTACH_IOMMUFD_PT$/,
    errnos: ['EINVAL'],
    meaning: 'Another function of the same IOMMU group is attached to another address space.',
    advice: 'Give the whole group to one machine.',
  },
  {
    call: /(MAP_DMA|IOAS_MAP|IOAS_MAP_FILE)$/,
    errnos: ['ENOMEM'],
    meaning: 'The locked-memory limit is reached, or there is not that much memory.',
    advice: 'Raise the locked-memory limit, or ask for less memory.',
  },
  {
    call: /(MAP_DMA|IOAS_MAP|IOAS_MAP_FILE)$/,
    errnos: ['EFAULT'],
    meaning:
      'The memory cannot be pinned: it has no access rights, lies behind the end of a file, or is device memory.',
    advice: 'Use anonymous memory, a memfd or huge pages for the guest.',
  },
  {
    call: /(MAP_DMA|IOAS_MAP|IOAS_MAP_FILE)$/,
    errnos: ['ENOSPC'],
    meaning: 'There are as many mappings as the kernel allows (dma_entry_limit).',
    advice: 'Raise dma_entry_limit of vfio_iommu_type1, or map memory in larger pieces.',
  },
  {
    call: /(MAP_DMA|IOAS_MAP|IOAS_MAP_FILE)$/,
    errnos: ['EINVAL'],
    meaning: 'The address lies outside of what this IOMMU translates, or is not aligned.',
    advice: 'Keep guest memory below the width of the IOMMU.',
  },
  {
    call: /^(mmap|madvise|ftruncate|mbind)$/,
    errnos: ['ENOMEM'],
    meaning: 'The host has not that much memory free, or not that many huge pages on that NUMA node.',
    advice: 'Ask for less memory, reserve huge pages, or choose another NUMA node.',
  },
  {
    call: /DEVICE_RESET$/,
    errnos: ['EINVAL'],
    meaning: 'The function has no reset of its own.',
    advice: 'Assign everything on its bus, so that VFIO can reset the bus.',
  },
];

/** Never null: what is not in the table is said as the kernel said it. */
export function explainRefusal({ call, errno, object }: Refusal): RefusalMeaning {
  const entry = ENTRIES.find(candidate => candidate.call.test(call) && candidate.errnos.includes(errno));
  if (entry) return { meaning: entry.meaning, remedies: [{ kind: 'advice', text: entry.advice }] };
  if (errno === 'ENOTTY')
    return {
      meaning: `This kernel does not know ${call}.`,
      remedies: [{ kind: 'advice', text: 'A newer kernel is needed for this.' }],
    };
  return {
    meaning: `The kernel answered ${call}${object ? ` (${object})` : ''} with ${errno}, which Bindery has no explanation for.`,
    remedies: [{ kind: 'advice', text: 'The kernel log may say more: dmesg | tail.' }],
  };
}
