/** What the firmware's own tables say of the IOMMU: units, regions that must be mapped 1:1, and protection before the system starts. */
import { countOf } from '../../../core/findings/function-label.ts';
import { isMalformed, type Malformed } from '../../../core/host/malformed.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { type DmarTable, parseDmarTable } from '../../../core/iommu/dmar-table.ts';
import { type IvrsTable, parseIvrsTable } from '../../../core/iommu/ivrs-table.ts';
import { configBytes } from '../../../core/pci/config-space.ts';
import { code, type Fact, type Line } from '../fact.ts';

type TableBytes = HostSnapshot['iommu']['tableBytes'][number];

export function firmwareTableFacts(tables: readonly TableBytes[]): Fact[] {
  return tables.map(table => ({ term: `Table ${table.name}`, lines: linesOf(table) }));
}

function linesOf({ name, bytes }: TableBytes): readonly Line[] {
  if (!isKnown(bytes)) return [[bytes]];
  const table = configBytes(bytes);
  if (name === 'DMAR') return orMalformed(name, parseDmarTable(table), dmarLines);
  if (name === 'IVRS') return orMalformed(name, parseIvrsTable(table), ivrsLines);
  return [[`${countOf(table.length, 'byte')} read`]];
}

function orMalformed<T extends object>(
  name: string,
  parsed: T | Malformed,
  lines: (table: T) => readonly Line[],
): readonly Line[] {
  if (!isMalformed(parsed)) return lines(parsed);
  const source = `/sys/firmware/acpi/tables/${name}`;
  return [[{ unknown: 'malformed', source, detail: parsed.malformed }]];
}

function dmarLines(table: DmarTable): readonly Line[] {
  return [
    [`${countOf(table.units.length, 'unit')}, addresses of ${table.hostAddressWidthBits} bits`],
    protectionLine(table),
    [table.canRemapInterrupts ? 'Interrupts may be remapped' : 'Interrupts cannot be remapped'],
    ...(table.isX2apicOptedOut ? [['The firmware asks to leave x2APIC alone']] : []),
    ...table.rmrrs.map(mappedLine),
    ...cut(table),
  ];
}

function ivrsLines(table: IvrsTable): readonly Line[] {
  // Newer entries describe the same unit in more detail.
  const units = new Set(table.units.map(({ segment, deviceId }) => `${segment} ${deviceId}`)).size;
  return [
    [countOf(units, 'unit')],
    protectionLine(table),
    ...table.ivmds.filter(({ isUnity }) => isUnity).map(mappedLine),
    ...cut(table),
  ];
}

const protectionLine = ({ isDmaProtectionWanted }: { isDmaProtectionWanted: boolean }): Line => [
  isDmaProtectionWanted
    ? 'The firmware kept devices from memory before the system started, and wants it kept so'
    : 'The firmware does not say that it kept devices from memory before the system started',
];

const mappedLine = ({ start, end }: { start: bigint; end: bigint }): Line => [
  'Must be mapped 1:1: ',
  code(`0x${start.toString(16)} to 0x${end.toString(16)}`),
];

const cut = ({ isComplete }: { isComplete: boolean }): readonly Line[] =>
  isComplete ? [] : [['The table is cut or damaged; this is what comes before']];
