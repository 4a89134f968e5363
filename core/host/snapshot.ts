/**
 * The host as one value: plain data, versioned, JSON-safe.
 *
 * Everything Bindery says is computed from this value and a wish. Addresses that may need 64 bits are hex
 * strings, because JSON numbers end at 2^53. A fact that could not be read says so in place (see measured.ts).
 */
import { z } from 'zod';
import { measured } from './measured.ts';
import { deviceNode, hostSecurity } from './schema/access.ts';
import { hostIommu } from './schema/iommu.ts';
import { kernelLog } from './schema/kernel-log.ts';
import { hostMemory } from './schema/memory.ts';
import { hostNetwork } from './schema/network.ts';
import { pciFunction } from './schema/pci-function.ts';
import { hostPlatform } from './schema/platform.ts';
import { count } from './schema/scalars.ts';
import { hostHolders, hostSeat } from './schema/seat.ts';
import { hostStorage } from './schema/storage.ts';
import { hostUser } from './schema/user.ts';

export type { DeviceNode } from './schema/access.ts';
export type { IommuGroup, IommuUnit, ReservedRegion } from './schema/iommu.ts';
export type { HugepagePool, MemoryNode } from './schema/memory.ts';
export type { Bar, OptionRom, PciFunction } from './schema/pci-function.ts';
export type { MemlockLimit } from './schema/user.ts';

export const SNAPSHOT_VERSION = 2;

/** Where a snapshot came from. A sample is never mistaken for the user's own machine. */
export const snapshotOrigin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live') }),
  /** A recorded tree, read with `--root`. */
  z.object({ kind: z.literal('recorded'), root: z.string() }),
  z.object({ kind: z.literal('sample'), id: z.string(), title: z.string() }),
  /** Text that somebody posted (lspci, a kernel log): it holds a part of a host. `title` names the file. */
  z.object({ kind: z.literal('posted'), title: z.string() }),
]);
export type SnapshotOrigin = z.infer<typeof snapshotOrigin>;

export const logicalCpu = z.object({
  /** N of /sys/devices/system/cpu/cpuN. */
  id: count,
  core: z.number().int(),
  package: z.number().int(),
  /** NUMA node; null where the kernel has no NUMA. */
  node: count.nullable(),
});
export type LogicalCpu = z.infer<typeof logicalCpu>;

export const qemuBinary = z.object({
  path: z.string(),
  /** Guest architecture, from the file's name: `x86_64`, `aarch64`. */
  architecture: z.string(),
  version: measured(z.object({ text: z.string(), major: count, minor: count, micro: count })),
});
export type QemuBinary = z.infer<typeof qemuBinary>;

/** A firmware build as QEMU's descriptor files announce it. Source: QEMU docs/interop/firmware.json. */
export const firmwareBuild = z.object({
  /** The descriptor file. */
  descriptor: z.string(),
  description: z.string(),
  interfaces: z.array(z.string()),
  /** Guest architecture and machine patterns such as `pc-q35-*`. */
  targets: z.array(z.object({ architecture: z.string(), machines: z.array(z.string()) })),
  /** `secure-boot`, `enrolled-keys`, `requires-smm`, `acpi-s3`, ... */
  features: z.array(z.string()),
  mapping: z.discriminatedUnion('device', [
    z.object({
      device: z.literal('flash'),
      executable: z.string(),
      executableFormat: z.string(),
      /** null: the build keeps no variables in a second file (`combined` and `stateless` modes). */
      variablesTemplate: z.string().nullable(),
      variablesFormat: z.string().nullable(),
    }),
    z.object({ device: z.literal('memory'), filename: z.string() }),
    z.object({ device: z.literal('kernel'), filename: z.string() }),
  ]),
});
export type FirmwareBuild = z.infer<typeof firmwareBuild>;

export const hostSnapshot = z.object({
  format: z.literal('bindery-host'),
  version: z.literal(SNAPSHOT_VERSION),
  origin: snapshotOrigin,
  /** ISO 8601 instant of the scan. */
  takenAt: z.string(),
  hostName: measured(z.string()),
  kernel: z.object({
    release: measured(z.string()),
    /** Arguments in order, quotes kept as the boot loader gave them. */
    commandLine: measured(z.array(z.string())),
    lockdown: measured(z.enum(['none', 'integrity', 'confidentiality'])),
  }),
  cpu: z.object({
    /** `GenuineIntel`, `AuthenticAMD`, ... */
    vendor: measured(z.string()),
    model: measured(z.string()),
    flags: measured(z.array(z.string())),
    physicalAddressBits: measured(count),
    logicalCpus: measured(z.array(logicalCpu)),
  }),
  iommu: hostIommu,
  functions: measured(z.array(pciFunction)),
  storage: hostStorage,
  network: hostNetwork,
  seat: hostSeat,
  holders: hostHolders,
  memory: hostMemory,
  user: hostUser,
  deviceNodes: measured(z.array(deviceNode)),
  /** A node that is missing is listed here with the reason, so that a check can tell "no /dev/kvm" from "not looked". */
  missingNodes: z.array(z.object({ path: z.string(), reason: z.string() })),
  security: hostSecurity,
  platform: hostPlatform,
  kernelLog: measured(kernelLog),
  qemu: measured(z.array(qemuBinary)),
  firmware: measured(z.array(firmwareBuild)),
  /** Files that the scan could not use but that belong to no single fact above (a firmware descriptor that is no JSON). */
  unreadable: z.array(z.object({ source: z.string(), detail: z.string() })),
});
export type HostSnapshot = z.infer<typeof hostSnapshot>;
