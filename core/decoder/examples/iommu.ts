/** Lines about IOMMUs. For tests only. */
import type { Examples } from './example.ts';

export const iommuExamples: Examples = {
  'iommu/direct-map-required': {
    hits: [
      'vfio-pci 0000:08:00.0: Firmware has requested this device have a 1:1 IOMMU mapping, rejecting configuring the device without a 1:1 mapping. Contact your platform vendor.',
    ],
    misses: ['AMD-Vi: this device does not have a 1:1 IOMMU mapping'],
  },
  'iommu/rmrr': {
    hits: [
      'vfio-pci 0000:08:00.0: Device is ineligible for IOMMU domain attach due to platform RMRR requirement.  Contact your platform vendor.',
    ],
    misses: ['DMAR: RMRR base: 0x000000791ed000 end: 0x000000791effff'],
  },
  'iommu/intel-fault': {
    hits: [
      'DMAR: [DMA Read NO_PASID] Request device [01:00.0] fault addr 0x7f4c0000 [fault reason 0x06] PTE Read access is not set',
      'DMAR: [DMA Write] Request device [00:02.0] PASID ffffffff fault addr 6df084000 [fault reason 05] PTE Write access is not set',
      'DMAR: [DMA Write] Request device [0x00:0x02.0] fault addr 0x6df084000 [fault reason 0x05] PTE Write access is not set',
    ],
    misses: ['DMAR: DRHD: handling fault status reg 2'],
  },
  'iommu/intel-interrupt-fault': {
    hits: [
      'DMAR: [INTR-REMAP] Request device [f0:1f.7] fault index 0x1a [fault reason 0x25] Blocked a compatibility format interrupt request',
    ],
    misses: ['DMAR: [INTR-REMAP] enabled'],
  },
  'iommu/amd-fault': {
    hits: [
      'vfio-pci 0000:28:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0035 address=0x7fffff00000 flags=0x0000]',
      'AMD-Vi: Event logged [IO_PAGE_FAULT device=0a:00.0 domain=0x001d address=0x000000000637c000 flags=0x0000]',
    ],
    misses: ['AMD-Vi: Event logged [INVALID_DEVICE_REQUEST device=00:00.0 pasid=0x00000 address=0xfffffffdf8000000]'],
  },
  'iommu/amd-timeout': {
    hits: [
      'AMD-Vi: Completion-Wait loop timed out',
      'iommu ivhd0: AMD-Vi: Event logged [IOTLB_INV_TIMEOUT device=0000:0b:00.0 address=0x1003c7ac0]',
    ],
    misses: ['AMD-Vi: Virtual APIC enabled'],
  },
  'iommu/interrupts-remapped': {
    hits: ['DMAR-IR: Enabled IRQ remapping in x2apic mode', 'AMD-Vi: Interrupt remapping enabled'],
    misses: ['DMAR-IR: Queued invalidation will be enabled to support x2apic and Intr-remapping.'],
  },
  'iommu/interrupts-erratum': {
    hits: ['This system BIOS has enabled interrupt remapping'],
    misses: ['This system BIOS has enabled legacy USB'],
  },
  'iommu/amd-interrupts-off': {
    hits: ['AMD-Vi: Disabling interrupt remapping'],
    misses: ['AMD-Vi: Interrupt remapping enabled'],
  },
  'iommu/x2apic-opt-out': {
    hits: ['DMAR-IR: x2apic is disabled because BIOS sets x2apic opt out bit.'],
    misses: ['x2apic enabled'],
  },
  'iommu/firmware-broken': {
    hits: [
      'DMAR: Your BIOS is broken; DMAR reported at address fed90000 returns all ones!',
      'Your BIOS is broken; RMRR ends before it starts!',
    ],
    misses: ['Your BIOS is old'],
  },
  'iommu/rmrr-uncovered': {
    hits: [
      'DMAR: [Firmware Bug]: No firmware reserved region can cover this RMRR [0x00000000ba800000-0x00000000beffffff], contact BIOS vendor for fixes',
    ],
    misses: ['DMAR: RMRR base: 0x000000ba800000 end: 0x000000beffffff'],
  },
  'iommu/graphics-off': {
    hits: [
      'DMAR: BIOS has allocated no shadow GTT; disabling IOMMU for graphics',
      'DMAR: Disabling IOMMU for graphics on this chipset',
    ],
    misses: ['DMAR: Enabling IOMMU for graphics'],
  },
  'iommu/rmrr-relaxed': {
    hits: ['Intel-IOMMU: assuming all RMRRs are relaxable. This can lead to instability or data loss'],
    misses: ['Intel-IOMMU: RMRRs are not relaxable'],
  },
  'iommu/acs-override': {
    hits: ['Warning: PCIe ACS overrides enabled; This may allow non-IOMMU protected peer-to-peer DMA'],
    misses: ['pci 0000:00:1c.0: Intel PCH root port ACS workaround enabled'],
  },
};
