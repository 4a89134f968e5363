/** Lines about QEMU, libvirt and virtual IOMMUs. For tests only. */
import type { Examples } from './example.ts';

export const qemuExamples: Examples = {
  'qemu/group-not-viable': {
    hits: ['vfio 0000:01:00.0: group 1 is not viable'],
    misses: ['the group is not viable'],
  },
  'qemu/group-not-found': {
    hits: [
      'qemu-system-x86_64: -device vfio-pci,host=0000:01:00.0: vfio 0000:01:00.0: failed to open /dev/vfio/1: No such file or directory',
    ],
    misses: ['failed to open /dev/kvm: No such file or directory'],
  },
  'qemu/group-denied': {
    hits: [
      'vfio 0000:01:00.0: failed to open /dev/vfio/1: Permission denied',
      "Could not open '/dev/vfio/12': Operation not permitted",
    ],
    misses: ['failed to open /dev/dri/renderD128: Permission denied'],
  },
  'qemu/group-busy': {
    hits: ['vfio 0000:01:00.0: failed to open /dev/vfio/1: Device or resource busy'],
    misses: ['failed to open /dev/nvidia0: Device or resource busy'],
  },
  'qemu/memlock': {
    hits: [
      'qemu-system-x86_64: VFIO_MAP_DMA failed: Cannot allocate memory',
      'failed to setup container for group 49: memory listener initialization failed: Region pc.ram: vfio_dma_map(0x55d5c8, 0x0, 0xc0000, 0x7f1c40000000) = -12 (Cannot allocate memory)',
      'vfio_container_dma_map(0x55d5c8, 0x0, 0xc0000, 0x7f1c40000000) = -12 (Cannot allocate memory)',
    ],
    misses: ['cannot set up guest memory: Cannot allocate memory'],
  },
  'qemu/too-many-mappings': {
    hits: [
      'VFIO_MAP_DMA failed: No space left on device',
      'warning: vfio_container_region_add: possibly running out of DMA mappings. E.g. try increasing the maximum allowed DMA mappings',
    ],
    misses: ['write error: No space left on device'],
  },
  'qemu/bad-address': {
    hits: ['VFIO_MAP_DMA failed: Bad address'],
    misses: ['read failed: Bad address'],
  },
  'qemu/outside-width': {
    hits: [
      'vfio_container_dma_map(0x55d5c8, 0x382000000000, 0x4000, 0x7f1c40000000) = -22 (Invalid argument)',
      'qemu-system-x86_64: VFIO_MAP_DMA failed: Invalid argument',
    ],
    misses: ['ioctl failed: Invalid argument', 'VFIO_UNMAP_DMA failed: Invalid argument'],
  },
  'qemu/container-not-permitted': {
    hits: [
      'vfio 0000:01:00.0: failed to setup container for group 1: Failed to set iommu for container: Operation not permitted',
    ],
    misses: ['Failed to set iommu for container: Bad file descriptor'],
  },
  'qemu/container-invalid': {
    hits: [
      'failed to setup container for group 13: Failed to set group container: Invalid argument',
      'vfio 0000:01:00.0: No available IOMMU models',
    ],
    misses: ['set group container to 3'],
  },
  'qemu/no-group': {
    hits: ['vfio 0000:08:00.0: no iommu_group found: No such file or directory'],
    misses: ['no iommu_group found in cache'],
  },
  'qemu/already-attached': {
    hits: ['vfio 0000:01:00.0: device is already attached'],
    misses: ['drive is already attached'],
  },
  'qemu/rom-unreadable': {
    hits: [
      'vfio-pci: Cannot read device rom at 0000:01:00.0',
      'Device option ROM contents are probably invalid (check dmesg).',
    ],
    misses: ['Skip option ROM probe with rombar=0, or load from file with romfile='],
  },
  'qemu/romfile-missing': {
    hits: ['qemu-system-x86_64: -device vfio-pci,host=01:00.0,romfile=vbios.rom: failed to find romfile "vbios.rom"'],
    misses: ['failed to find romfile'],
  },
  'qemu/stuck-in-d3': {
    hits: ['vfio: Unable to power on device, stuck in D3'],
    misses: ['vfio: device is in D3'],
  },
  'qemu/hugepages-missing': {
    hits: ['unable to map backing store for guest RAM: Cannot allocate memory'],
    misses: ['unable to map backing store for guest RAM: Permission denied'],
  },
  'qemu/kvm-denied': {
    hits: ['Could not access KVM kernel module: Permission denied'],
    misses: ['KVM kernel module is loaded'],
  },
  'qemu/property-unknown': {
    hits: ["qemu-system-x86_64: -device vfio-pci,host=01:00.0,iommufd=i0: Property 'vfio-pci.iommufd' not found"],
    misses: ["Device 'vfio-pci' not found"],
  },
  'qemu/no-cdev': {
    hits: ['vfio 0000:01:00.0: failed to load "/sys/x/dev" (is your kernel config missing CONFIG_VFIO_DEVICE_CDEV?)'],
    misses: ['CONFIG_VFIO_DEVICE_CDEV=y'],
  },
  'qemu/no-peer-to-peer': {
    hits: ['warning: vfio 0000:01:00.0: PCI peer-to-peer transactions on BARs are not supported.'],
    misses: ['peer-to-peer transactions on BARs work'],
  },
  'qemu/device-refused': {
    hits: [
      'qemu-system-x86_64: -device vfio-pci,host=0000:01:00.0: vfio 0000:01:00.0: error getting device from group 14: Invalid argument',
      'vfio 0000:12:02.0: error getting device from group 24: No such device',
    ],
    misses: ['error getting device info: Invalid argument'],
  },
  'qemu/device-hint': {
    hits: [
      'Verify all devices in group 14 are bound to vfio-<bus> or pci-stub and not already in use',
      'Verify all devices in group 1 are bound to vfio-pci or pci-stub and not already in use',
    ],
    misses: ['the port is bound and not already in use'],
  },
  'qemu/no-reset': {
    hits: ['qemu-system-x86_64: vfio: Cannot reset device 0000:0b:00.3, no available reset mechanism.'],
    misses: ['ata1: no available reset mechanism'],
  },
  'qemu/reset-needs-others': {
    hits: [
      'qemu-system-x86_64: vfio: Cannot reset device 0000:01:00.0, depends on group 14 which is not owned.',
      'vfio: Cannot reset device 0000:01:00.0, depends on device 0000:01:00.1 which is not owned.',
    ],
    misses: ['vfio: a file which is not owned by root'],
  },
  'qemu/image-locked': {
    hits: [
      'qemu-system-x86_64: -drive file=/vm/win10.qcow2: Failed to get "write" lock',
      'qemu-img: Could not open \'/vm/win10.qcow2\': Failed to get shared "write" lock',
      'Is another process using the image [/vm/win10.qcow2]?',
    ],
    misses: ['Failed to get the "write" key'],
  },
  'libvirt/in-use': {
    hits: [
      'error: Requested operation is not valid: PCI device 0000:01:00.0 is in use by driver QEMU, domain win10',
      'Requested operation is not valid: PCI device 0000:01:00.0 is in use',
    ],
    misses: ['USB device 003:002 is in use by driver QEMU, domain win10'],
  },
  'libvirt/no-reset': {
    hits: ['internal error: Unable to reset PCI device 0000:00:1a.0: no FLR, PM reset or bus reset available'],
    misses: ['Unable to reset PCI device list'],
  },
  'libvirt/header-unknown': {
    hits: ["internal error: Unknown PCI header type '127' for device '0000:0b:00.0'"],
    misses: ['Unknown PCI header type'],
  },
  'libvirt/memlock': {
    hits: ['cannot limit locked memory of process to 18253611008: Operation not permitted'],
    misses: ['cannot limit locked memory of process to nothing'],
  },
  'libvirt/no-passthrough': {
    hits: ["unsupported configuration: host doesn't support passthrough of host PCI devices"],
    misses: ['passthrough of host PCI devices is fine'],
  },
  'viommu/caching-mode': {
    hits: [
      'We need to set caching-mode=on for intel-iommu to enable device assignment with IOMMU protection.',
      'Device assignment is not allowed without enabling caching-mode=on for Intel IOMMU.',
    ],
    misses: ['-device intel-iommu,caching-mode=on'],
  },
  'viommu/width': {
    hits: [
      'vfio 0000:01:00.0: Failed to set vIOMMU: aw-bits 48 > host aw-bits 39',
      'iommu width (39) is not sufficient',
    ],
    misses: ['-device intel-iommu,aw-bits=48'],
  },
  'viommu/irqchip': {
    hits: ["Intel Interrupt Remapping cannot work with kernel-irqchip=on, please use 'split|off'."],
    misses: ['-machine q35,kernel-irqchip=on'],
  },
  'viommu/first-stage': {
    hits: [
      'Need IOMMUFD backend when x-flts=on',
      'Host device downstream to a PCI bridge is unsupported when x-flts=on',
    ],
    misses: ['-device intel-iommu,x-flts=on'],
  },
  'viommu/host-lacks': {
    hits: [
      'Incompatible host platform IOMMU type 2, host IOMMU',
      'First stage 1GB large page is unsupported by host IOMMU',
      'PASID bits size 20 > host IOMMU PASID bits size 16',
    ],
    misses: ['the host IOMMU is fine'],
  },
  'viommu/group-split': {
    hits: ['vfio 0000:01:00.1: group 2 used in multiple address spaces'],
    misses: ['memory used in multiple address spaces'],
  },
};
