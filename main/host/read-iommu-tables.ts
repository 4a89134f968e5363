/**
 * What the firmware says of the IOMMU: its ACPI tables, and the protection of Thunderbolt ports.
 * Source: Linux drivers/acpi/sysfs.c (tables are of mode 0400); Documentation/ABI/testing/sysfs-bus-thunderbolt.
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { type IommuTable, iommuTables } from '../../core/iommu/firmware-tables.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';

type Iommu = HostSnapshot['iommu'];

const TABLES = '/sys/firmware/acpi/tables';
const BUSES = '/sys/bus';
const THUNDERBOLT = '/sys/bus/thunderbolt/devices';
/** The largest servers have tables of some dozen KiB. */
const TABLE_LIMIT_BYTES = 1024 * 1024;
const HEADER_BYTES = 36;
const PARSED: readonly IommuTable[] = ['DMAR', 'IVRS'];

export function readTables(files: HostFiles): Pick<Iommu, 'firmwareTables' | 'tableBytes'> {
  const firmwareTables = measure(TABLES, () => iommuTables(files.list(TABLES)));
  const names = isKnown(firmwareTables) ? firmwareTables.filter(name => PARSED.includes(name)) : [];
  return { firmwareTables, tableBytes: names.map(name => ({ name, bytes: readTable(files, name) })) };
}

function readTable(files: HostFiles, name: string): Measured<string> {
  const source = `${TABLES}/${name}`;
  return measure(source, () => {
    const bytes = files.readBytes(source, TABLE_LIMIT_BYTES);
    if (bytes.length < HEADER_BYTES) return malformed(`${bytes.length} bytes`);
    const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
    return hex.startsWith(Buffer.from(name).toString('hex')) ? hex : malformed(`does not begin with ${name}`);
  });
}

/** A kernel without Thunderbolt has no such bus; that says "none" only where other buses can be seen. */
export function readThunderbolt(files: HostFiles): Iommu['thunderbolt'] {
  const names = measure(THUNDERBOLT, () => files.list(THUNDERBOLT));
  if (!isKnown(names)) {
    if (!isAbsent(names)) return names;
    const buses = measure(BUSES, () => files.list(BUSES));
    return isKnown(buses) ? [] : buses;
  }
  return names
    .filter(name => /^domain\d+$/.test(name))
    .sort()
    .map(domain => ({
      domain,
      isDmaProtected: readProtection(files, `${THUNDERBOLT}/${domain}/iommu_dma_protection`),
    }));
}

function readProtection(files: HostFiles, source: string): Measured<boolean> {
  return measure(source, () => {
    const text = files.readText(source).trim();
    return text === '1' ? true : text === '0' ? false : malformed(text);
  });
}
