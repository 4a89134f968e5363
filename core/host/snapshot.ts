/**
 * The host as one value: plain data, versioned, JSON-safe.
 *
 * Everything Bindery says is computed from this value and a wish. Addresses that may need 64 bits are hex
 * strings, because JSON numbers end at 2^53. A fact that could not be read says so in place (see measured.ts).
 */
import { z } from 'zod';
import { bdf } from '../pci/bdf.ts';
import { measured } from './measured.ts';

export const SNAPSHOT_VERSION = 1;

const hexAddress = z.string().regex(/^0x[0-9a-f]+$/);
const count = z.number().int().nonnegative();

/** Where a snapshot came from. A sample is never mistaken for the user's own machine. */
export const snapshotOrigin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live') }),
  /** A recorded tree, read with `--root`. */
  z.object({ kind: z.literal('recorded'), root: z.string() }),
  z.object({ kind: z.literal('sample'), id: z.string(), title: z.string() }),
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

export const iommuUnit = z.object({
  /** Name below /sys/class/iommu: `dmar0`, `ivhd0`. */
  name: z.string(),
  vendor: z.enum(['intel', 'amd', 'arm', 'virtio', 'other']),
  /** Width of the addresses that the unit translates. null: this kind of unit does not publish it. */
  addressWidthBits: measured(count.nullable()),
  /** The hardware can remap interrupts; whether the kernel does is `iommu.interruptRemapping`. */
  canRemapInterrupts: measured(z.boolean().nullable()),
});
export type IommuUnit = z.infer<typeof iommuUnit>;

export const reservedRegion = z.object({
  start: hexAddress,
  /** Last byte, inclusive, as the kernel prints it. */
  end: hexAddress,
  type: z.enum(['direct', 'direct-relaxable', 'reserved', 'msi', 'other']),
});
export type ReservedRegion = z.infer<typeof reservedRegion>;

export const iommuGroup = z.object({
  id: count,
  /** `vfio-noiommu` for a group that VFIO made without an IOMMU; null: the group has no name, as usual. */
  name: measured(z.string().nullable()),
  /** Default domain: `DMA`, `DMA-FQ`, `identity`, `blocked`, `unmanaged`. */
  type: measured(z.string()),
  reservedRegions: measured(z.array(reservedRegion)),
  members: measured(z.array(bdf)),
});
export type IommuGroup = z.infer<typeof iommuGroup>;

export const bar = z.object({
  /** 0 to 5. The upper half of a 64-bit BAR is not listed. */
  index: z.number().int().min(0).max(5),
  start: hexAddress,
  sizeBytes: z.number().nonnegative(),
  space: z.enum(['memory', 'io']),
  is64Bit: z.boolean(),
  isPrefetchable: z.boolean(),
});
export type Bar = z.infer<typeof bar>;

export const optionRom = z.object({
  sizeBytes: z.number().nonnegative(),
  /** The kernel serves the copy that the firmware left in RAM, not the chip's content. */
  isShadow: z.boolean(),
});
export type OptionRom = z.infer<typeof optionRom>;

export const pciFunction = z.object({
  bdf,
  vendorId: measured(z.number().int()),
  deviceId: measured(z.number().int()),
  /** null: the function has no subsystem ids (bridges, old devices). */
  subsystemVendorId: measured(z.number().int().nullable()),
  subsystemDeviceId: measured(z.number().int().nullable()),
  /** 24 bits: base class, subclass, programming interface. */
  classCode: measured(z.number().int()),
  revision: measured(z.number().int()),
  /** From pci.ids; null where the list has no entry. */
  vendorName: z.string().nullable(),
  deviceName: z.string().nullable(),
  /** null: no driver is bound. */
  driver: measured(z.string().nullable()),
  /** null: no override is set. */
  driverOverride: measured(z.string().nullable()),
  /** Its own node, `/dev/vfio/devices/vfio0`. null: not under a VFIO driver, or the kernel makes no such nodes. */
  vfioNode: measured(z.string().nullable()),
  /** null: no IOMMU covers this function. */
  iommuGroup: measured(count.nullable()),
  bars: measured(z.array(bar)),
  /** null: the function has no ROM. */
  optionRom: measured(optionRom.nullable()),
  /** null: not a VGA function, so the kernel does not say. */
  isBootVga: measured(z.boolean().nullable()),
  /** In the order in which the kernel tries them; empty: the function cannot be reset. */
  resetMethods: measured(z.array(z.string())),
  /** null: the platform does not say. */
  numaNode: measured(count.nullable()),
  /** Bridges from the root complex down, nearest to the root first; empty: directly on the root bus. */
  bridgePath: measured(z.array(bdf)),
  /** `D0` to `D3cold`, or `unknown`, `error`. */
  powerState: measured(z.string()),
  /** Configuration space in hex, as many bytes as this user may read: 64 without privilege. */
  config: measured(z.string().regex(/^([0-9a-f]{2})*$/)),
});
export type PciFunction = z.infer<typeof pciFunction>;

export const hugepagePool = z.object({
  pageSizeBytes: count,
  totalPages: measured(count),
  freePages: measured(count),
});
export type HugepagePool = z.infer<typeof hugepagePool>;

export const memoryNode = z.object({
  /** N of /sys/devices/system/node/nodeN. */
  id: count,
  totalBytes: measured(count),
  freeBytes: measured(count),
  hugepages: measured(z.array(hugepagePool)),
});
export type MemoryNode = z.infer<typeof memoryNode>;

/** A device node that a virtual machine needs. */
export const deviceNode = z.object({
  path: z.string(),
  kind: z.enum(['kvm', 'vfio-container', 'vfio-group', 'vfio-device', 'iommufd']),
  /** Permission bits only, e.g. 0o660. */
  mode: z.number().int().min(0).max(0o7777),
  uid: count,
  gid: count,
  /** The scanning user may open it for reading and writing, asked of the kernel, which knows ACLs. A recording cannot ask. */
  mayOpen: measured(z.boolean()),
});
export type DeviceNode = z.infer<typeof deviceNode>;

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

/** Bytes; null: unlimited. */
export const memlockLimit = z.object({ softBytes: count.nullable(), hardBytes: count.nullable() });
export type MemlockLimit = z.infer<typeof memlockLimit>;

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
  iommu: z.object({
    /** ACPI tables present that describe an IOMMU. Empty: the firmware offers none, or has it switched off. */
    firmwareTables: measured(z.array(z.enum(['DMAR', 'IVRS', 'IORT', 'VIOT']))),
    units: measured(z.array(iommuUnit)),
    groups: measured(z.array(iommuGroup)),
    /** The kernel remaps interrupts (controllers are prefixed `IR-`). */
    interruptRemapping: measured(z.boolean()),
  }),
  functions: measured(z.array(pciFunction)),
  memory: z.object({
    totalBytes: measured(count),
    availableBytes: measured(count),
    nodes: measured(z.array(memoryNode)),
  }),
  user: z.object({
    uid: measured(count),
    name: measured(z.string().nullable()),
    /** Home folder from /etc/passwd; null: the user has no entry there. */
    home: measured(z.string().nullable()),
    groups: measured(z.array(z.object({ gid: count, name: z.string().nullable() }))),
    /** CAP_IPC_LOCK is effective: locked-memory limits do not apply. */
    canLockUnlimited: measured(z.boolean()),
    memlock: measured(memlockLimit),
  }),
  deviceNodes: measured(z.array(deviceNode)),
  /** A node that is missing is listed here with the reason, so that a check can tell "no /dev/kvm" from "not looked". */
  missingNodes: z.array(z.object({ path: z.string(), reason: z.string() })),
  qemu: measured(z.array(qemuBinary)),
  firmware: measured(z.array(firmwareBuild)),
  /** Files that the scan could not use but that belong to no single fact above (a firmware descriptor that is no JSON). */
  unreadable: z.array(z.object({ source: z.string(), detail: z.string() })),
});
export type HostSnapshot = z.infer<typeof hostSnapshot>;
