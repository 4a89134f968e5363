/**
 * The ACPI table DMAR: Intel's units, which functions they cover, and memory that the firmware wants mapped 1:1.
 *
 * Source: Intel VT-d specification, chapter 8 (DMA Remapping Reporting Structure); Linux include/acpi/actbl1.h.
 */
import { isMalformed, type Malformed } from '../host/malformed.ts';
import { openTable, type Slice, walkEntries } from './acpi-table.ts';

/** A function, named by the way to it: a bus, then device and function number at each hop, bridges first. */
export type DeviceScope = {
  kind: 'function' | 'bridge' | 'io-apic' | 'hpet' | 'acpi-device' | 'other';
  startBus: number;
  path: { device: number; function: number }[];
};

export type DmarUnit = { segment: number; address: bigint; isForAllElse: boolean; scopes: DeviceScope[] };
/** Reserved memory region. `end` is its last byte. */
export type Rmrr = { segment: number; start: bigint; end: bigint; scopes: DeviceScope[] };
/** Root ports below which devices may keep translations themselves. */
export type Atsr = { segment: number; isForAllPorts: boolean; scopes: DeviceScope[] };

export type DmarTable = {
  hostAddressWidthBits: number;
  canRemapInterrupts: boolean;
  /** The firmware asks the system to leave x2APIC alone. */
  isX2apicOptedOut: boolean;
  /** The firmware promises that no device could write to memory before the system started, and wants it kept so. */
  isDmaProtectionWanted: boolean;
  units: DmarUnit[];
  rmrrs: Rmrr[];
  atsrs: Atsr[];
  /** false: the table is cut, or an entry has an impossible length; what is here was before that. */
  isComplete: boolean;
};

const FIXED_BYTES = 48;
const [DRHD, RMRR, ATSR] = [0, 1, 2];
const SCOPE_KINDS: readonly DeviceScope['kind'][] = ['other', 'function', 'bridge', 'io-apic', 'hpet', 'acpi-device'];
const SCOPE_BYTES = 6;

export function parseDmarTable(bytes: Uint8Array): DmarTable | Malformed {
  const opened = openTable(bytes, 'DMAR', FIXED_BYTES);
  if (isMalformed(opened)) return opened;
  const { view } = opened;
  const flags = view.getUint8(37);
  const table: DmarTable = {
    hostAddressWidthBits: view.getUint8(36) + 1,
    canRemapInterrupts: (flags & 1) !== 0,
    isX2apicOptedOut: (flags & 2) !== 0,
    isDmaProtectionWanted: (flags & 4) !== 0,
    units: [],
    rmrrs: [],
    atsrs: [],
    isComplete: !opened.isCut,
  };
  // u16 type; u16 length.
  const walk = walkEntries({ view, offset: FIXED_BYTES, end: view.byteLength }, 4, at => view.getUint16(at + 2, true));
  for (const entry of walk.entries) if (!addEntry(table, entry)) table.isComplete = false;
  return walk.isComplete ? table : { ...table, isComplete: false };
}

/** @returns false where the entry is too short for its type. */
function addEntry(table: DmarTable, { view, offset, end }: Slice): boolean {
  const length = end - offset;
  const scopesFrom = (start: number) => parseScopes({ view, offset: offset + start, end });
  switch (view.getUint16(offset, true)) {
    case DRHD: {
      // u8 flags, size; u16 segment; u64 address; scopes
      if (length < 16) return false;
      const { scopes, isComplete } = scopesFrom(16);
      const isForAllElse = (view.getUint8(offset + 4) & 1) !== 0;
      const segment = view.getUint16(offset + 6, true);
      table.units.push({ segment, address: view.getBigUint64(offset + 8, true), isForAllElse, scopes });
      return isComplete;
    }
    case RMRR: {
      // u16 reserved, segment; u64 base, limit; scopes
      if (length < 24) return false;
      const { scopes, isComplete } = scopesFrom(24);
      const start = view.getBigUint64(offset + 8, true);
      table.rmrrs.push({
        segment: view.getUint16(offset + 6, true),
        start,
        end: view.getBigUint64(offset + 16, true),
        scopes,
      });
      return isComplete;
    }
    case ATSR: {
      // u8 flags, reserved; u16 segment; scopes
      if (length < 8) return false;
      const { scopes, isComplete } = scopesFrom(8);
      const isForAllPorts = (view.getUint8(offset + 4) & 1) !== 0;
      table.atsrs.push({ segment: view.getUint16(offset + 6, true), isForAllPorts, scopes });
      return isComplete;
    }
    default:
      // RHSA, ANDD, SATC, SIDP and what comes later say nothing that is asked here.
      return true;
  }
}

/** u8 type, length, flags, reserved, enumeration id, start bus; then u8 device, function for each hop. */
function parseScopes(slice: Slice): { scopes: DeviceScope[]; isComplete: boolean } {
  const { view } = slice;
  const { entries, isComplete } = walkEntries(slice, SCOPE_BYTES, at => view.getUint8(at + 1));
  const scopes = entries.map(({ offset, end }): DeviceScope => {
    const path: DeviceScope['path'] = [];
    for (let at = offset + SCOPE_BYTES; at + 2 <= end; at += 2)
      path.push({ device: view.getUint8(at) & 0x1f, function: view.getUint8(at + 1) & 7 });
    return { kind: SCOPE_KINDS[view.getUint8(offset)] ?? 'other', startBus: view.getUint8(offset + 5), path };
  });
  return { scopes, isComplete };
}
