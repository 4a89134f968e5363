/** IOMMU units and groups. Source: Linux Documentation/ABI/testing/sysfs-class-iommu*, sysfs-kernel-iommu_groups. */
import { z } from 'zod';
import { bdf } from '../../pci/bdf.ts';
import { measured } from '../measured.ts';
import { count, hexAddress, hexBytes } from './scalars.ts';

export const iommuUnit = z.object({
  /** Name below /sys/class/iommu: `dmar0`, `ivhd0`. */
  name: z.string(),
  vendor: z.enum(['intel', 'amd', 'arm', 'virtio', 'other']),
  /** Width of the addresses that the unit translates. null: this kind of unit does not publish it. */
  addressWidthBits: measured(count.nullable()),
  /** The hardware can remap interrupts; whether the kernel does is `iommu.interruptRemapping`. */
  canRemapInterrupts: measured(z.boolean().nullable()),
  /** Register files by name as sysfs prints them, trimmed: Intel `version`, `cap`, `ecap`, ...; AMD `cap`, `features`. null: none are published. */
  registers: measured(z.record(z.string(), z.string()).nullable()),
});
export type IommuUnit = z.infer<typeof iommuUnit>;

export const reservedRegion = z.object({
  start: hexAddress,
  /** Last byte, inclusive, as the kernel prints it. */
  end: hexAddress,
  type: z.enum(['direct', 'direct-relaxable', 'reserved', 'msi', 'other']),
});
export type ReservedRegion = z.infer<typeof reservedRegion>;

export const iommuGroup = z.object({
  id: count,
  /** `vfio-noiommu` for a group that VFIO made without an IOMMU; null: the group has no name, as usual. */
  name: measured(z.string().nullable()),
  /** Default domain: `DMA`, `DMA-FQ`, `identity`, `blocked`, `unmanaged`. */
  type: measured(z.string()),
  reservedRegions: measured(z.array(reservedRegion)),
  members: measured(z.array(bdf)),
});
export type IommuGroup = z.infer<typeof iommuGroup>;

export const hostIommu = z.object({
  /** ACPI tables present that describe an IOMMU. Empty: the firmware offers none, or has it switched off. */
  firmwareTables: measured(z.array(z.enum(['DMAR', 'IVRS', 'IORT', 'VIOT']))),
  /** Contents of DMAR and IVRS, whole, with their headers; root only may read them. Names as in `firmwareTables`. */
  tableBytes: z.array(z.object({ name: z.string(), bytes: measured(hexBytes) })),
  units: measured(z.array(iommuUnit)),
  groups: measured(z.array(iommuGroup)),
  /** The kernel remaps interrupts (controllers are prefixed `IR-`). */
  interruptRemapping: measured(z.boolean()),
  /** Kernel DMA protection of each Thunderbolt or USB4 domain (`iommu_dma_protection`). Empty: the host has no such domain. */
  thunderbolt: measured(z.array(z.object({ domain: z.string(), isDmaProtected: measured(z.boolean()) }))),
});
