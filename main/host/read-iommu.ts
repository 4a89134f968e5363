/**
 * The IOMMU: what the firmware announces, the units the kernel drives, and the groups it made.
 * Source: Linux Documentation/ABI/testing/sysfs-class-iommu*, sysfs-kernel-iommu_groups; drivers/acpi/sysfs.c.
 */

import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { HostSnapshot, IommuGroup } from '../../core/host/snapshot.ts';
import { parseInterruptRemapping } from '../../core/iommu/interrupt-remapping.ts';
import { parseReservedRegions } from '../../core/iommu/reserved-region.ts';
import { type Bdf, compareBdf, parseBdf } from '../../core/pci/bdf.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { readTables, readThunderbolt } from './read-iommu-tables.ts';
import { readUnits } from './read-iommu-units.ts';
import type { UnreadableFiles } from './unreadable.ts';

const GROUPS = '/sys/kernel/iommu_groups';
const INTERRUPTS = '/proc/interrupts';

export async function readIommu(
  files: HostFiles,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<HostSnapshot['iommu']> {
  return {
    ...readTables(files),
    thunderbolt: readThunderbolt(files),
    units: readUnits(files, unreadable),
    groups: await readGroups(files, pace, unreadable),
    interruptRemapping: measure(INTERRUPTS, () => parseInterruptRemapping(files.readText(INTERRUPTS))),
  };
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
