/** Memory that the firmware wants mapped 1:1 for the group of a picked function: whether that stops the machine, and who asked. */
import type { HostIndex } from '../host/host-index.ts';
import { isMalformed } from '../host/malformed.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction, ReservedRegion } from '../host/snapshot.ts';
import { directRegionRule, type FirmwareRegion, firmwareRegions } from '../iommu/direct-region.ts';
import { parseDmarTable } from '../iommu/dmar-table.ts';
import { boardVendorOf } from '../iommu/firmware-switch.ts';
import { parseIvrsTable } from '../iommu/ivrs-table.ts';
import { isDisplay, isUsbController } from '../pci/class-code.ts';
import { configBytes } from '../pci/config-space.ts';
import type { RegionEntry } from './catalogue/direct-regions.ts';
import { makerOf } from './check-iommu.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

/** What the firmware's tables say, decoded once for all groups of a selection. */
export type FirmwareMemory = { regions: FirmwareRegion[]; isPreBootProtected: boolean | null };

export function readFirmwareMemory(host: HostSnapshot, index: HostIndex): FirmwareMemory {
  return { regions: firmwareRegions(host, index), isPreBootProtected: isPreBootProtected(host) };
}

function isPreBootProtected({ iommu }: HostSnapshot): boolean | null {
  for (const { name, bytes } of iommu.tableBytes) {
    if (!isKnown(bytes)) continue;
    const table = name === 'DMAR' ? parseDmarTable(configBytes(bytes)) : parseIvrsTable(configBytes(bytes));
    if (!isMalformed(table)) return table.isDmaProtectionWanted;
  }
  return null;
}

export function checkReservedRegions(
  host: HostSnapshot,
  index: HostIndex,
  memory: FirmwareMemory,
  { group, picked }: { group: number; picked: readonly PciFunction[] },
): Finding[] {
  const regions = index.groups.get(group)?.reservedRegions;
  if (regions === undefined) return [];
  if (!isKnown(regions)) return [{ code: 'iommu/reserved-regions-unmeasured', group, gap: regions }];
  const members = index.membersOfGroup.get(group) ?? [];
  const entries = memory.regions.filter(entry => members.some(fn => entry.appliesTo(fn.bdf)));
  const direct = regions.filter(region => region.type === 'direct');
  const about = { group, picked: picked.map(labelFunction) };
  if (direct.length === 0) return checkDropped(entries, members, { ...about, regions });
  const behind = entries.filter(entry => direct.some(region => overlaps(entry, region)));
  return [explainDirect(host, { ...about, regions: direct }, behind, memory.isPreBootProtected)];
}

type Regions = { group: number; picked: ReturnType<typeof labelFunction>[]; regions: ReservedRegion[] };

function explainDirect(
  host: HostSnapshot,
  about: Regions,
  entries: readonly FirmwareRegion[],
  isProtected: boolean | null,
): Finding {
  const release = knownOr(host.kernel.release, null);
  switch (directRegionRule(host)) {
    case 'tolerated':
      return { code: 'iommu/direct-regions-tolerated', ...about, release: release ?? '' };
    case 'unknown':
      return { code: 'iommu/direct-regions-open', ...about, release };
    case 'forbids':
      return {
        code: 'iommu/direct-regions',
        ...about,
        entries: entries.map(toEntry),
        isPreBootProtected: isProtected,
        maker: makerOf(host),
        board: boardVendorOf(host.platform.board),
      };
  }
}

/**
 * The table demands, and the kernel shows nothing that binds. It lets go by itself of regions of USB controllers and
 * graphics. Source: Linux drivers/iommu/intel/iommu.c, device_rmrr_is_relaxable().
 */
function checkDropped(entries: readonly FirmwareRegion[], members: readonly PciFunction[], about: Regions): Finding[] {
  const bound = members.filter(
    ({ classCode }) => isKnown(classCode) && !isUsbController(classCode) && !isDisplay(classCode),
  );
  const dropped = entries.filter(entry => bound.some(fn => entry.appliesTo(fn.bdf)));
  if (dropped.length === 0) return [];
  const regions = about.regions.filter(region => dropped.some(entry => overlaps(entry, region)));
  return [{ code: 'iommu/direct-regions-dropped', ...about, regions, entries: dropped.map(toEntry) }];
}

const toEntry = ({ table, start, end, names, isWide }: FirmwareRegion): RegionEntry => ({
  table,
  start: `0x${start.toString(16)}`,
  end: `0x${end.toString(16)}`,
  names,
  isWide,
});

const overlaps = (entry: FirmwareRegion, { start, end }: ReservedRegion) =>
  entry.start <= BigInt(end) && BigInt(start) <= entry.end;
