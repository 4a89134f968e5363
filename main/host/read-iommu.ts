/**
 * The IOMMU: what the firmware announces, the units the kernel drives, and the groups it made.
 * Source: Linux Documentation/ABI/testing/sysfs-class-iommu*, sysfs-kernel-iommu_groups; drivers/acpi/sysfs.c.
 */

import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { HostSnapshot, IommuGroup, IommuUnit } from '../../core/host/snapshot.ts';
import { parseAmdAddressWidth } from '../../core/iommu/amd-features.ts';
import { iommuTables } from '../../core/iommu/firmware-tables.ts';
import { parseIntelAddressWidth, parseIntelInterruptRemapping } from '../../core/iommu/intel-capability.ts';
import { parseInterruptRemapping } from '../../core/iommu/interrupt-remapping.ts';
import { parseReservedRegions } from '../../core/iommu/reserved-region.ts';
import { vendorFromUnitLink, vendorFromUnitName } from '../../core/iommu/unit-vendor.ts';
import { type Bdf, compareBdf, parseBdf } from '../../core/pci/bdf.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

const TABLES = '/sys/firmware/acpi/tables';
const CLASSES = '/sys/class';
const UNITS = '/sys/class/iommu';
const GROUPS = '/sys/kernel/iommu_groups';
const INTERRUPTS = '/proc/interrupts';

export async function readIommu(
  files: HostFiles,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<HostSnapshot['iommu']> {
  return {
    tableBytes: [],
    thunderbolt: pending,
    firmwareTables: measure(TABLES, () => iommuTables(files.list(TABLES))),
    units: readUnits(files, unreadable),
    groups: await readGroups(files, pace, unreadable),
    interruptRemapping: measure(INTERRUPTS, () => parseInterruptRemapping(files.readText(INTERRUPTS))),
  };
}

/** A kernel without any IOMMU driver has no folder here; that says "none" only where its parent can be seen. */
function readUnits(files: HostFiles, unreadable: UnreadableFiles): Measured<IommuUnit[]> {
  const names = measure(UNITS, () => files.list(UNITS));
  if (isKnown(names)) return names.sort().map(name => readUnit(files, name, unreadable));
  return isAbsent(names) && isKnown(measure(CLASSES, () => files.list(CLASSES))) ? [] : names;
}

function readUnit(files: HostFiles, name: string, unreadable: UnreadableFiles): IommuUnit {
  const folder = `${UNITS}/${name}`;
  const vendor = vendorFromUnitName(name) ?? readUnitVendor(files, folder, unreadable);
  const read = <T>(path: string, parse: (text: string) => T | Malformed) =>
    measure(path, () => parse(files.readText(path)));
  switch (vendor) {
    case 'intel':
      return {
        name,
        vendor,
        addressWidthBits: read(`${folder}/intel-iommu/cap`, parseIntelAddressWidth),
        canRemapInterrupts: read(`${folder}/intel-iommu/ecap`, parseIntelInterruptRemapping),
        registers: pending,
      };
    case 'amd':
      return {
        name,
        vendor,
        addressWidthBits: read(`${folder}/amd-iommu/features`, parseAmdAddressWidth),
        canRemapInterrupts: null,
        registers: pending,
      };
    case 'arm':
    case 'virtio':
    case 'other':
      return { name, vendor, addressWidthBits: null, canRemapInterrupts: null, registers: null };
  }
}

function readUnitVendor(files: HostFiles, folder: string, unreadable: UnreadableFiles): IommuUnit['vendor'] {
  const vendor = measure(folder, () => vendorFromUnitLink(files.readLink(folder)));
  if (isKnown(vendor)) return vendor;
  unreadable.addUnknown(vendor);
  return 'other';
}

async function readGroups(files: HostFiles, pace: Pace, unreadable: UnreadableFiles): Promise<Measured<IommuGroup[]>> {
  const names = measure(GROUPS, () => files.list(GROUPS));
  if (!isKnown(names)) return names;
  const groups: IommuGroup[] = [];
  for (const name of names) {
    if (/^\d{1,9}$/.test(name)) groups.push(readGroup(files, Number(name)));
    else unreadable.add(`${GROUPS}/${name}`, 'not the number of a group');
    await pace.breathe();
  }
  return groups.sort((a, b) => a.id - b.id);
}

function readGroup(files: HostFiles, id: number): IommuGroup {
  const type = `${GROUPS}/${id}/type`;
  const name = `${GROUPS}/${id}/name`;
  const regions = `${GROUPS}/${id}/reserved_regions`;
  const devices = `${GROUPS}/${id}/devices`;
  return {
    id,
    name: readGroupName(files, name),
    type: measure(type, () => parseGroupType(files.readText(type))),
    reservedRegions: measure(regions, () => parseReservedRegions(files.readText(regions))),
    members: measure(devices, () => pciMembers(files.list(devices))),
  };
}

/** Only a driver that names its groups makes the file. */
function readGroupName(files: HostFiles, source: string): Measured<string | null> {
  const name = measure(source, () => files.readText(source).trim() || null);
  return isAbsent(name) ? null : name;
}

function parseGroupType(text: string) {
  const type = text.trim();
  return /^[\w-]{1,32}$/.test(type) ? type : malformed(text);
}

/** Platform devices may be in a group too; they have no PCI address and cannot be assigned here. */
function pciMembers(names: readonly string[]): Bdf[] {
  return names.flatMap(name => parseBdf(name) ?? []).sort(compareBdf);
}
