/**
 * The ACPI table IVRS: AMD's units, functions that use another one's address for DMA, and memory that the firmware
 * wants mapped 1:1.
 *
 * A device id is bus, device and function in 16 bits. Source: AMD I/O Virtualization Technology specification (48882),
 * chapter 5; Linux drivers/iommu/amd/init.c, amd_iommu_types.h (IVHD_DEV_*, IVMD_FLAG_*, IOMMU_IVINFO_*).
 */
import { isMalformed, type Malformed } from '../host/malformed.ts';
import { openTable, type Slice, walkEntries } from './acpi-table.ts';

export type IvrsUnit = {
  /** 0x10, 0x11 or 0x40: newer ones describe the same unit in more detail. */
  type: number;
  segment: number;
  deviceId: number;
  address: bigint;
};

/** Functions from `first` to `last` appear to the IOMMU as `alias`. */
export type IvrsAlias = { segment: number; first: number; last: number; alias: number };

export type Ivmd = {
  segment: number;
  /** Device ids, both inclusive. null: every device. */
  range: { first: number; last: number } | null;
  start: bigint;
  /** Last byte. */
  end: bigint;
  /** Mapped 1:1. Otherwise the memory is only kept from translation. */
  isUnity: boolean;
  isExclusion: boolean;
};

export type IvrsTable = {
  /** The firmware had the IOMMU on before the system started (pre-boot DMA protection) and wants memory of devices remapped. */
  isDmaProtectionWanted: boolean;
  units: IvrsUnit[];
  aliases: IvrsAlias[];
  ivmds: Ivmd[];
  isComplete: boolean;
};

const FIXED_BYTES = 48;
const IVHD_TYPES = [0x10, 0x11, 0x40];
const [IVMD_ALL, IVMD_SELECT, IVMD_RANGE] = [0x20, 0x21, 0x22];
const [ALIAS_SELECT, ALIAS_RANGE, RANGE_END, ACPI_DEVICE] = [0x42, 0x43, 0x04, 0xf0];
const ACPI_DEVICE_BYTES = 22;

export function parseIvrsTable(bytes: Uint8Array): IvrsTable | Malformed {
  const opened = openTable(bytes, 'IVRS', FIXED_BYTES);
  if (isMalformed(opened)) return opened;
  const { view } = opened;
  const table: IvrsTable = {
    isDmaProtectionWanted: (view.getUint32(36, true) & 2) !== 0,
    units: [],
    aliases: [],
    ivmds: [],
    isComplete: !opened.isCut,
  };
  // u8 type, flags; u16 length.
  const walk = walkEntries({ view, offset: FIXED_BYTES, end: view.byteLength }, 4, at => view.getUint16(at + 2, true));
  for (const entry of walk.entries) if (!addEntry(table, entry)) table.isComplete = false;
  return walk.isComplete ? table : { ...table, isComplete: false };
}

function addEntry(table: IvrsTable, entry: Slice): boolean {
  const type = entry.view.getUint8(entry.offset);
  if (IVHD_TYPES.includes(type)) return addUnit(table, entry, type);
  return [IVMD_ALL, IVMD_SELECT, IVMD_RANGE].includes(type) ? addMemory(table, entry, type) : true;
}

/** u16 deviceId, capability; u64 address; u16 segment, info; u32 attributes; types 11h and 40h: u64 efr, reserved. */
function addUnit(table: IvrsTable, { view, offset, end }: Slice, type: number): boolean {
  const fixed = type === 0x10 ? 24 : 40;
  if (end - offset < fixed) return false;
  const segment = view.getUint16(offset + 16, true);
  const deviceId = view.getUint16(offset + 4, true);
  table.units.push({ type, segment, deviceId, address: view.getBigUint64(offset + 8, true) });
  const walk = walkEntries({ view, offset: offset + fixed, end }, 4, at => deviceEntryLength(view, at, end));
  // Kernels read the newest type only; all say the same about aliases.
  const known = new Set(table.aliases.map(aliasKey));
  for (const alias of aliasesIn(walk.entries, segment)) if (!known.has(aliasKey(alias))) table.aliases.push(alias);
  return walk.isComplete;
}

const aliasKey = ({ segment, first, last, alias }: IvrsAlias) => `${segment} ${first} ${last} ${alias}`;

/** The upper two bits of the type say the length; the ACPI device (F0h) ends in a text whose length comes before it. */
function deviceEntryLength(view: DataView, at: number, end: number): number {
  const type = view.getUint8(at);
  if (type !== ACPI_DEVICE) return 4 << (type >> 6);
  return at + ACPI_DEVICE_BYTES <= end ? ACPI_DEVICE_BYTES + view.getUint8(at + ACPI_DEVICE_BYTES - 1) : 0;
}

/** u8 type; u16 deviceId; u8 flags; alias entries: u8 reserved; u16 alias. A range ends with the next entry of type 4. */
function aliasesIn(entries: readonly Slice[], segment: number): IvrsAlias[] {
  const aliases: IvrsAlias[] = [];
  let open: { first: number; alias: number } | null = null;
  for (const { view, offset } of entries) {
    const type = view.getUint8(offset);
    const deviceId = view.getUint16(offset + 1, true);
    if (type === ALIAS_SELECT || type === ALIAS_RANGE) {
      const alias = view.getUint16(offset + 5, true);
      if (type === ALIAS_SELECT) aliases.push({ segment, first: deviceId, last: deviceId, alias });
      else open = { first: deviceId, alias };
    } else if (type === RANGE_END && open !== null) {
      if (deviceId >= open.first) aliases.push({ segment, first: open.first, last: deviceId, alias: open.alias });
      open = null;
    }
  }
  return aliases;
}

/** u16 deviceId, last; u16 segment; 6 reserved; u64 start, length. */
function addMemory(table: IvrsTable, { view, offset, end }: Slice, type: number): boolean {
  if (end - offset < 32) return false;
  const flags = view.getUint8(offset + 1);
  const first = view.getUint16(offset + 4, true);
  const start = view.getBigUint64(offset + 16, true);
  const length = view.getBigUint64(offset + 24, true);
  if (length === 0n) return false;
  table.ivmds.push({
    segment: view.getUint16(offset + 8, true),
    range: type === IVMD_ALL ? null : { first, last: type === IVMD_SELECT ? first : view.getUint16(offset + 6, true) },
    start,
    end: start + length - 1n,
    isUnity: (flags & 1) !== 0,
    isExclusion: (flags & 8) !== 0,
  });
  return true;
}
