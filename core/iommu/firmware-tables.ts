/**
 * The ACPI tables that describe an IOMMU: DMAR (Intel), IVRS (AMD), IORT (Arm), VIOT (virtual).
 * Source: ACPI specification 6.5, table 5.6.
 */
const NAMES = ['DMAR', 'IVRS', 'IORT', 'VIOT'] as const;
export type IommuTable = (typeof NAMES)[number];

/** From the names in /sys/firmware/acpi/tables; a repeated table has a number behind its name there. */
export function iommuTables(fileNames: readonly string[]): IommuTable[] {
  return NAMES.filter(table =>
    fileNames.some(name => name.startsWith(table) && /^\d*$/.test(name.slice(table.length))),
  );
}
