/** Lines about VFIO. For tests only. */
import type { Examples } from './example.ts';

export const vfioExamples: Examples = {
  'vfio/bar-reserved': {
    hits: ["vfio-pci 0000:c3:00.0: BAR 0: can't reserve [mem 0x7800000000-0x79ffffffff 64bit pref]"],
    misses: ["ahci 0000:00:17.0: BAR 5: can't reserve [mem 0x80602000-0x806027ff]"],
  },
  'vfio/memlock-exceeded': {
    hits: [
      'vfio_pin_pages_remote: RLIMIT_MEMLOCK (8388608) exceeded',
      'vfio_lock_acct: Task qemu-system-x86 (4711) RLIMIT_MEMLOCK (8388608) exceeded',
    ],
    misses: ['RLIMIT_MEMLOCK (8388608) is the default'],
  },
  'vfio/no-interrupt-remapping': {
    hits: [
      'vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param "allow_unsafe_interrupts" to enable VFIO IOMMU support on this platform',
      'iommufd 0000:01:00.0: MSI interrupts are not secure, they cannot be isolated by the platform. Check that platform features like interrupt remapping are enabled. Use the "allow_unsafe_interrupts" module parameter to override',
    ],
    misses: ['Kernel command line: ro quiet vfio_iommu_type1.allow_unsafe_interrupts=1'],
  },
  'vfio/probe-failed': {
    hits: [
      'vfio-pci: probe of 0000:01:00.0 failed with error -22',
      'vfio-pci 0000:01:00.0: probe with driver vfio-pci failed with error -16',
    ],
    misses: ['nouveau 0000:01:00.0: probe with driver nouveau failed with error -12'],
  },
  'vfio/has-virtual-functions': {
    hits: ['vfio-pci 0000:b0:00.0: Cannot bind to PF with SR-IOV enabled'],
    misses: ['i40e 0000:b0:00.0: SR-IOV enabled with 8 VFs'],
  },
  'vfio/denylisted': {
    hits: ['vfio-pci 0000:3d:00.0: 8086:37c8 exists in vfio-pci device denylist, driver probing disallowed.'],
    misses: ['vfio-pci 0000:3d:00.0: device denylist disabled - allowing device 8086:37c8.'],
  },
  'vfio/token': {
    hits: ['vfio-pci 0000:b0:02.0: VF token required to access device'],
    misses: ['vfio-pci 0000:b0:02.0: VF token accepted'],
  },
  'vfio/no-iommu': {
    hits: ['vfio-pci 0000:01:00.0: Adding kernel taint for vfio-noiommu group on device'],
    misses: ['vfio-noiommu group is not in use'],
  },
  'vfio/wanted-back': {
    hits: [
      'vfio-pci 0000:01:00.0: Relaying device request to user (#0)',
      'vfio-pci 0000:01:00.0: No device request channel registered, blocked until released by user',
    ],
    misses: ['usb 1-4: device request failed'],
  },
  'vfio/interrupt-shared': {
    hits: [
      'genirq: Flags mismatch irq 16. 00000000 (vfio-intx(0000:04:00.0)) vs. 00000080 (i801_smbus)',
      'genirq: Flags mismatch irq 16. 00000080 (i801_smbus) vs. 00000000 (vfio-intx(0000:04:00.0))',
    ],
    misses: ['genirq: Flags mismatch irq 16. 00000080 (i801_smbus) vs. 00000000 (ehci_hcd:usb1)'],
  },
  'vfio/capability-hidden': {
    hits: ['vfio-pci 0000:af:00.0: vfio_ecap_init: hiding ecap 0x1e@0x258'],
    misses: ['vfio-pci 0000:af:00.0: vfio_ecap_init: ecap 0x1e@0x258'],
  },
  'rom/bad-signature': {
    hits: ['vfio-pci 0000:01:00.0: Invalid PCI ROM header signature: expecting 0xaa55, got 0xffff'],
    // The host's own drivers try their luck too.
    misses: ['i915 0000:00:02.0: Invalid PCI ROM header signature: expecting 0xaa55, got 0x0000'],
  },
};
