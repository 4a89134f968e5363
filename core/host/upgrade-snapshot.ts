/**
 * Snapshots of version 1, as the present schema has them.
 *
 * Version 1 knew the kernel, the processor, IOMMU units and groups, PCI functions, memory, the user and the device
 * nodes. What it could not hold is Unknown and says so; what it had to hold and does not stays missing, so that a
 * damaged file is still found out by the schema.
 */
import { parseBdf } from '../pci/bdf.ts';
import { isKnown, type Unknown } from './measured.ts';
import { SNAPSHOT_VERSION } from './snapshot.ts';
import {
  unmeasuredFunction,
  unmeasuredHost,
  unmeasuredMemoryNodeParts,
  unmeasuredNodeParts,
  unmeasuredPoolParts,
  unmeasuredUnitParts,
} from './unmeasured-host.ts';

const NEVER_HELD: Unknown = { unknown: 'absent', source: 'the snapshot', detail: 'version 1 has no such fact' };

type Json = Record<string, unknown>;

const list = (text: string) => text.trim().split(/\s+/);

/** Keys that version 1 has, part by part. */
const HOST_OF_VERSION_1 = list(`
  format version origin takenAt hostName kernel cpu iommu functions memory user deviceNodes missingNodes qemu firmware
  unreadable
`);
const IOMMU_OF_VERSION_1 = list('firmwareTables units groups interruptRemapping');
const MEMORY_OF_VERSION_1 = list('totalBytes availableBytes nodes');
const USER_OF_VERSION_1 = list('uid name home groups canLockUnlimited memlock');
const FUNCTION_OF_VERSION_1 = list(`
  bdf vendorId deviceId subsystemVendorId subsystemDeviceId classCode revision vendorName deviceName driver
  driverOverride vfioNode iommuGroup bars optionRom isBootVga resetMethods numaNode bridgePath powerState config
`);

/** @param value what the file holds, of any shape: only its version is known. */
export function upgradeFromVersion1(value: unknown): unknown {
  if (!isObject(value)) return value;
  const blank = unmeasuredHost(NEVER_HELD, { origin: { kind: 'live' }, takenAt: '' });
  const blankFunction = without(unmeasuredFunction(NEVER_HELD, NOWHERE), FUNCTION_OF_VERSION_1);
  const iommu = added(value['iommu'], without(blank.iommu, IOMMU_OF_VERSION_1));
  const memory = added(value['memory'], without(blank.memory, MEMORY_OF_VERSION_1));
  return {
    ...without(blank, HOST_OF_VERSION_1),
    ...value,
    version: SNAPSHOT_VERSION,
    functions: each(value['functions'], fn => added(fn, blankFunction)),
    iommu: within(iommu, 'units', unit => added(unit, unmeasuredUnitParts(NEVER_HELD))),
    memory: within(memory, 'nodes', node =>
      within(added(node, unmeasuredMemoryNodeParts(NEVER_HELD)), 'hugepages', pool =>
        added(pool, unmeasuredPoolParts(NEVER_HELD)),
      ),
    ),
    user: added(value['user'], without(blank.user, USER_OF_VERSION_1)),
    deviceNodes: each(value['deviceNodes'], node => added(node, unmeasuredNodeParts(NEVER_HELD))),
  };
}

// Only its other fields are used.
const NOWHERE = parseBdf('0000:00:00.0') as NonNullable<ReturnType<typeof parseBdf>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(value: object, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** What is there wins: a file that calls itself version 1 and knows more is believed. */
function added(value: unknown, extra: Json): unknown {
  return isObject(value) && isKnown(value) ? { ...extra, ...value } : value;
}

function each(value: unknown, change: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(change) : value;
}

function within(value: unknown, key: string, change: (item: unknown) => unknown): unknown {
  return isObject(value) && key in value ? { ...value, [key]: each(value[key], change) } : value;
}
