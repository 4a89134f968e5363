/**
 * The wish: what the virtual machine shall be. A versioned, JSON-safe value that the window edits, the CLI
 * reads from a file and every exporter takes. It names host functions by address; nothing in it is derived.
 */
import { z } from 'zod';
import { bdf } from '../pci/bdf.ts';

export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;

// Control characters cannot be shown, quoted or typed back; everything else is a legal name.
const text = z
  .string()
  .refine(value => !/\p{Cc}/u.test(value), 'must not contain control characters (a line break, a tab, ...)');
const filePath = text.min(1, 'must name a file');

export const disk = z.object({
  path: filePath,
  format: z.enum(['qcow2', 'raw']),
  /** How the guest sees it. Windows without extra drivers needs `sata`. */
  bus: z.enum(['virtio', 'nvme', 'sata']),
  kind: z.enum(['disk', 'cdrom']).default('disk'),
});
export type Disk = z.infer<typeof disk>;

export const network = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** QEMU's own NAT: no privilege, no inbound connections. */
  z.object({ kind: z.literal('user') }),
  z.object({
    kind: z.literal('bridge'),
    bridge: text.regex(/^[^\s/:]{1,15}$/, 'a Linux interface name has 1 to 15 characters, no blank, slash or colon'),
  }),
]);
export type Network = z.infer<typeof network>;

export const assignedFunction = z.object({
  bdf,
  /** Option ROM image to show the guest in place of the card's own. */
  romFile: filePath.optional(),
});
export type AssignedFunction = z.infer<typeof assignedFunction>;

export const machineSpec = z.object({
  format: z.literal('bindery-machine'),
  version: z.literal(1),
  name: text.trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
  memoryBytes: z
    .number()
    .int()
    .min(16 * MIB, 'must be at least 16 MiB')
    .max(4096 * GIB, 'must be at most 4 TiB')
    .refine(bytes => bytes % MIB === 0, 'must be a whole number of MiB'),
  vcpus: z
    .number()
    .int()
    .min(1, 'must be at least 1')
    .max(255, 'must be at most 255; more need a virtual IOMMU with x2APIC'),
  machineType: z.literal('q35'),
  firmware: z.enum(['uefi', 'uefi-secure-boot', 'seabios']),
  disks: z.array(disk).max(32, 'must be at most 32'),
  network,
  functions: z.array(assignedFunction).max(64, 'must be at most 64'),
  /** `none`: only the assigned GPU shows a picture. */
  display: z.enum(['none', 'gtk', 'spice', 'vnc']),
});
export type MachineSpec = z.infer<typeof machineSpec>;

export const defaultMachineSpec: MachineSpec = {
  format: 'bindery-machine',
  version: 1,
  name: 'passthrough',
  memoryBytes: 8 * GIB,
  vcpus: 4,
  machineType: 'q35',
  firmware: 'uefi',
  disks: [],
  network: { kind: 'user' },
  functions: [],
  display: 'none',
};
