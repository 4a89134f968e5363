/**
 * Memory that the firmware wants mapped 1:1 for a device: whether it forbids assignment, and which entry asks for it.
 *
 * sysfs calls such a region `direct`, or `direct-relaxable` where the kernel lets go of it (USB keyboard emulation,
 * graphics). Intel's driver has refused to give away a device with a `direct` one since 3.17; all drivers refuse since
 * 6.6, because the core does. Enterprise kernels take the core of later ones back, so their number says nothing.
 * Source: Linux drivers/iommu/intel/iommu.c, device_is_rmrr_locked() and device_rmrr_is_relaxable(); drivers/iommu/iommu.c,
 * `require_direct` (commit a48ce36e2786, 6.6); drivers/iommu/amd/iommu.c, amd_iommu_get_resv_regions().
 */

import type { HostIndex } from '../host/host-index.ts';
import { isAtLeast, parseKernelVersion } from '../host/kernel-release.ts';
import { isMalformed } from '../host/malformed.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { configBytes } from '../pci/config-space.ts';
import { deviceIdOf, formatDeviceId } from './device-id.ts';
import { type DeviceScope, parseDmarTable } from './dmar-table.ts';
import { parseIvrsTable } from './ivrs-table.ts';

/** `unknown`: the kernel's release does not tell. */
export type DirectRegionRule = 'forbids' | 'tolerated' | 'unknown';

/** What a `direct` region of a group means on this host. */
export function directRegionRule(host: HostSnapshot): DirectRegionRule {
  const units = knownOr(host.iommu.units, []);
  const isIntel = units.length > 0 ? units.some(unit => unit.vendor === 'intel') : host.cpu.vendor === 'GenuineIntel';
  if (isIntel) return 'forbids';
  const release = knownOr(host.kernel.release, '');
  const version = parseKernelVersion(release);
  if (version === null) return 'unknown';
  if (isAtLeast(version, 6, 6)) return 'forbids';
  return /\.el\d/.test(release) ? 'unknown' : 'tolerated';
}

/** An entry of DMAR or IVRS that asks for 1:1 memory. */
export type FirmwareRegion = {
  table: 'DMAR' | 'IVRS';
  start: bigint;
  /** Last byte. */
  end: bigint;
  /** Functions of this host that the entry names, as far as its ways lead anywhere; of a range of addresses all within. */
  appliesTo: (bdf: Bdf) => boolean;
  /** The addresses that the entry names, as a person reads them. */
  names: string;
  /** The entry names a range, or everything, rather than single functions. */
  isWide: boolean;
};

/** Empty where the tables could not be read, which takes root. */
export function firmwareRegions(host: HostSnapshot, index: HostIndex): FirmwareRegion[] {
  return host.iommu.tableBytes.flatMap(({ name, bytes }) => {
    if (!isKnown(bytes)) return [];
    return name === 'DMAR' ? dmarRegions(configBytes(bytes), index) : ivrsRegions(configBytes(bytes));
  });
}

function dmarRegions(bytes: Uint8Array, index: HostIndex): FirmwareRegion[] {
  const table = parseDmarTable(bytes);
  if (isMalformed(table)) return [];
  return table.rmrrs.map(({ segment, start, end, scopes }) => {
    const ways = scopes.map(scope => ({ scope, bdf: followScope(scope, segment, index) }));
    const functions = new Set(ways.flatMap(({ bdf }) => bdf ?? []));
    const bridges = ways.flatMap(({ scope, bdf }) => (scope.kind === 'bridge' && bdf ? [bdf] : []));
    const isBelow = (bdf: Bdf) =>
      bridges.length > 0 && knownOr(index.functions.get(bdf)?.bridgePath ?? [], []).some(one => bridges.includes(one));
    return {
      table: 'DMAR',
      start,
      end,
      appliesTo: bdf => functions.has(bdf) || isBelow(bdf),
      names: formatNames(ways.map(({ scope, bdf }) => bdf ?? formatWay(scope))),
      isWide: false,
    };
  });
}

/** @returns null where a bridge on the way is not there, or its secondary bus could not be read. */
function followScope({ startBus, path }: DeviceScope, segment: number, index: HostIndex): Bdf | null {
  let bus = startBus;
  for (const [hop, { device, function: number }] of path.entries()) {
    const bdf = `${hex(segment, 4)}:${hex(bus, 2)}:${hex(device, 2)}.${number}` as Bdf;
    const fn = index.functions.get(bdf);
    if (!fn) return null;
    if (hop === path.length - 1) return bdf;
    // Offset 0x19 of a bridge's header, which everybody may read.
    const secondary = isKnown(fn.config) ? Number.parseInt(fn.config.slice(0x32, 0x34), 16) : Number.NaN;
    if (Number.isNaN(secondary)) return null;
    bus = secondary;
  }
  return null;
}

const MOST_NAMES = 4;

const formatNames = (names: readonly string[]) =>
  names.length > MOST_NAMES + 1
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : names.join(', ');

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const formatWay = ({ startBus, path }: DeviceScope) =>
  `${hex(startBus, 2)}:${path.map(hop => `${hex(hop.device, 2)}.${hop.function}`).join('/')}`;

function ivrsRegions(bytes: Uint8Array): FirmwareRegion[] {
  const table = parseIvrsTable(bytes);
  if (isMalformed(table)) return [];
  return table.ivmds
    .filter(({ isUnity, isExclusion }) => isUnity && !isExclusion)
    .map(({ segment, range, start, end }) => ({
      table: 'IVRS',
      start,
      end,
      appliesTo: bdf => {
        const own = deviceIdOf(bdf);
        return own.segment === segment && (range === null || (range.first <= own.id && own.id <= range.last));
      },
      names:
        range === null
          ? 'every device'
          : range.first === range.last
            ? formatDeviceId(range.first)
            : `${formatDeviceId(range.first)} to ${formatDeviceId(range.last)}`,
      isWide: range === null || range.first !== range.last,
    }));
}
