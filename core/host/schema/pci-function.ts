/** One PCI function. Source: Linux Documentation/ABI/testing/sysfs-bus-pci, sysfs-devices-power. */
import { z } from 'zod';
import { bdf } from '../../pci/bdf.ts';
import { measured } from '../measured.ts';
import { count, hexAddress, hexBytes } from './scalars.ts';

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

/** One state of a PCIe link. */
export const linkState = z.object({
  /** Transfer rate per lane: 2.5, 5, 8, 16, 32, 64. */
  gigatransfersPerSecond: z.number().positive(),
  width: count,
});
export type LinkState = z.infer<typeof linkState>;

export const sriov = z.object({
  /** Most virtual functions that the hardware offers. */
  totalVfs: measured(count),
  enabledVfs: measured(count),
  /** The host's drivers bind new virtual functions at once. */
  isAutoprobing: measured(z.boolean()),
  /** Those that exist now. */
  virtualFunctions: measured(z.array(bdf)),
});

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
  /** Modules of the running kernel that declare that they drive this function, VFIO's variant drivers among them. */
  candidateModules: measured(z.array(z.string())),
  /** Its own node, `/dev/vfio/devices/vfio0`. null: not under a VFIO driver, or the kernel makes no such nodes. */
  vfioNode: measured(z.string().nullable()),
  /** null: no IOMMU covers this function. */
  iommuGroup: measured(count.nullable()),
  bars: measured(z.array(bar)),
  /** null: the function has no ROM. */
  optionRom: measured(optionRom.nullable()),
  /** Permission bits of the file `rom`; null: there is no such file. */
  romFileMode: measured(z.number().int().min(0).max(0o7777).nullable()),
  /** null: not a VGA function, so the kernel does not say. */
  isBootVga: measured(z.boolean().nullable()),
  /** In the order in which the kernel tries them; empty: the function cannot be reset. */
  resetMethods: measured(z.array(z.string())),
  /** null: the platform does not say. */
  numaNode: measured(count.nullable()),
  /** Bridges from the root complex down, nearest to the root first; empty: directly on the root bus. */
  bridgePath: measured(z.array(bdf)),
  /** The link now and at most. null as a whole: no PCIe link (conventional PCI, integrated in the root complex); a null state: the kernel says "Unknown". */
  link: measured(z.object({ now: linkState.nullable(), most: linkState.nullable() }).nullable()),
  /** `D0` to `D3cold`, or `unknown`, `error`. */
  powerState: measured(z.string()),
  /** `active`, `suspended`, ... ; null: the kernel has no runtime power management. */
  runtimeStatus: measured(z.string().nullable()),
  /** The kernel may suspend the function while idle (`power/control` is `auto`). null as above. */
  mayRuntimeSuspend: measured(z.boolean().nullable()),
  /** null: the kernel does not say. */
  isD3coldAllowed: measured(z.boolean().nullable()),
  /** null: no SR-IOV, or not switched on in the firmware. */
  sriov: measured(sriov.nullable()),
  /** Of a virtual function: its physical one. null: it is none. */
  physicalFunction: measured(bdf.nullable()),
  /** Functions that this one needs (`supplier:pci:` links), and that need this one (`consumer:pci:`). */
  suppliers: measured(z.array(bdf)),
  consumers: measured(z.array(bdf)),
  /** Configuration space in hex, as many bytes as this user may read: 64 without privilege. */
  config: measured(hexBytes),
});
export type PciFunction = z.infer<typeof pciFunction>;
