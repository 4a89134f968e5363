/**
 * Texts about memory that the firmware wants mapped 1:1 (RMRR on Intel, IVMD on AMD).
 * Source: Linux drivers/iommu/intel/iommu.c, drivers/iommu/iommu.c (messages); AMD boards whose IVMD entries span whole
 * ranges of devices while pre-boot DMA protection is on: linux-iommu mailing list, March 2026.
 */

import type { ReservedRegion } from '../../host/snapshot.ts';
import { type BoardVendor, firmwareSwitches } from '../../iommu/firmware-switch.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import type { Evidence } from '../evidence.ts';
import { countOf, enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';
import type { Maker } from './iommu.ts';

/** An entry of DMAR or IVRS behind the regions. */
export type RegionEntry = { table: 'DMAR' | 'IVRS'; start: string; end: string; names: string; isWide: boolean };

type Regions = { group: number; picked: FunctionLabel[]; regions: ReservedRegion[] };

export type DirectRegionFacts = {
  'iommu/direct-regions': Regions & {
    /** Empty: the tables could not be read, or none of their entries fits. */
    entries: RegionEntry[];
    /** The firmware's table says that it protected memory before the system started. null: not known. */
    isPreBootProtected: boolean | null;
    maker: Maker;
    board: BoardVendor | null;
  };
  /** Kernels before 6.6 on AMD. */
  'iommu/direct-regions-tolerated': Regions & { release: string };
  'iommu/direct-regions-open': Regions & { release: string | null };
  'iommu/direct-regions-dropped': Regions & { entries: RegionEntry[] };
};

const names = (labels: readonly FunctionLabel[]) => enumerate(labels.map(formatLabel));
const regionEvidence = ({ group, regions }: Regions): Evidence => ({
  source: `/sys/kernel/iommu_groups/${group}/reserved_regions`,
  observed: regions.map(region => `${region.start} ${region.end} ${region.type}`).join('; ') || 'no such region',
});
const entryEvidence = (entries: readonly RegionEntry[]): Evidence[] =>
  entries.map(entry => ({
    source: `/sys/firmware/acpi/tables/${entry.table}`,
    observed: `${entry.start} ${entry.end} 1:1 for ${entry.names}`,
  }));
const updateFirmware: Remedy = {
  kind: 'advice',
  text: 'Update the firmware: vendors have removed needless regions in later versions.',
};

export const directRegionCatalogue: Catalogue<DirectRegionFacts> = {
  'iommu/direct-regions': {
    severity: 'blocker',
    title: f => `The firmware demands a 1:1 mapping for IOMMU group ${f.group}`,
    explain: f =>
      [
        `The firmware says that something below the operating system uses ${countOf(f.regions.length, 'memory region')} of this group, so the kernel refuses to give ${names(f.picked)} away: "Device is ineligible for IOMMU domain attach due to platform RMRR requirement" (Intel, older kernels) or "Firmware has requested this device have a 1:1 IOMMU mapping, rejecting configuring the device without a 1:1 mapping" stands in its log.`,
        ...f.entries
          .filter(entry => entry.isWide)
          .slice(0, 1)
          .map(explainWide),
        ...(f.isPreBootProtected === true && f.maker === 'amd'
          ? [
              'The firmware had the IOMMU on before the system started; boards that do so often add such regions for every device.',
            ]
          : []),
      ].join(' '),
    evidence: f => [regionEvidence(f), ...entryEvidence(f.entries)],
    remedies: f => [
      f.maker === 'intel'
        ? {
            kind: 'firmware-setting',
            setting:
              f.board === 'hpe'
                ? 'Shared memory for this slot (HPE: conrep, "RMRDS"; newer ones: HPE Shared Memory features)'
                : 'Shared memory or RMRR for this slot (HPE: conrep, "RMRDS"; others: ask the vendor)',
            value: 'Disabled',
          }
        : { kind: 'firmware-setting', ...firmwareSwitches(f.maker, f.board).preBootProtection },
      updateFirmware,
      {
        kind: 'advice',
        text: 'Try another slot. Patched kernels that ignore the region exist; they let a device and the firmware write over each other.',
      },
    ],
  },
  'iommu/direct-regions-tolerated': {
    severity: 'warning',
    title: f => `The firmware wants a 1:1 mapping for IOMMU group ${f.group}, which kernels from 6.6 on insist on`,
    explain: f =>
      `Linux ${f.release} gives ${names(f.picked)} away all the same, without the mapping; a kernel of 6.6 or later refuses. If something below the operating system really uses the memory, it stops working while the machine runs.`,
    evidence: f => [regionEvidence(f), { source: '/proc/sys/kernel/osrelease', observed: f.release }],
    remedies: () => [
      updateFirmware,
      {
        kind: 'advice',
        text: 'Before you update the kernel: look for Pre-boot DMA Protection in the firmware set-up, and switch it off.',
      },
    ],
  },
  'iommu/direct-regions-open': {
    severity: 'unmeasured',
    title: f => `Whether this kernel gives IOMMU group ${f.group} away could not be measured`,
    explain: f =>
      `The firmware wants a 1:1 mapping for ${names(f.picked)}. Linux refuses such devices since 6.6, and enterprise kernels have taken that back to older numbers${f.release === null ? '' : `; ${f.release} does not tell`}.`,
    evidence: f => [regionEvidence(f), { source: '/proc/sys/kernel/osrelease', observed: f.release ?? 'not known' }],
    remedies: () => [
      {
        kind: 'command',
        command: "dmesg | grep -i '1:1 IOMMU mapping'",
        needsRoot: true,
        effect: 'shows after a first try to start the machine whether the kernel refused',
      },
    ],
  },
  'iommu/direct-regions-dropped': {
    severity: 'warning',
    title: f => `This kernel does not keep a 1:1 mapping that the firmware demands for IOMMU group ${f.group}`,
    explain: f =>
      `The table of the firmware asks for it (${enumerate(f.entries.map(entry => entry.names))}), but the kernel shows no region that binds ${names(f.picked)}: it is patched, or was told to relax it. The machine will start; the firmware and the device can write over each other's data.`,
    evidence: f => [...entryEvidence(f.entries), regionEvidence(f)],
    remedies: () => [updateFirmware],
  },
};

const explainWide = (entry: RegionEntry) =>
  `The table ${entry.table} asks for it with one entry for ${entry.names}, so this device is probably not what it is about.`;
