/** How the host is put together: distribution, boot, modules, versions, and whether it is itself a guest. */
import { z } from 'zod';
import { measured } from '../measured.ts';
import { count } from './scalars.ts';

export const kernelModule = z.object({
  /** With underscores, as /sys/module has it. */
  name: z.string(),
  state: measured(z.enum(['built-in', 'loaded', 'loadable', 'absent'])),
  /** Users of a loaded module (`refcnt`); null: not loaded as a module. */
  useCount: measured(count.nullable()),
  /** Parameters in force; empty where it is not loaded or shows none. */
  parameters: z.record(z.string(), measured(z.string())),
});
export type KernelModule = z.infer<typeof kernelModule>;

export const hostPlatform = z.object({
  /** /etc/os-release. */
  distribution: measured(
    z.object({
      id: z.string(),
      idLike: z.array(z.string()),
      name: z.string(),
      version: z.string().nullable(),
      variant: z.string().nullable(),
    }),
  ),
  /** DMI: who made the board and its firmware. No serial numbers. */
  board: measured(
    z.object({
      systemVendor: z.string().nullable(),
      systemProduct: z.string().nullable(),
      boardVendor: z.string().nullable(),
      boardName: z.string().nullable(),
      firmwareVendor: z.string().nullable(),
      firmwareVersion: z.string().nullable(),
      firmwareDate: z.string().nullable(),
    }),
  ),
  /** Booted by UEFI. */
  isUefi: measured(z.boolean()),
  /** What the boot loader said of itself (EFI variable LoaderInfo): `systemd-boot 257.13`. null: it said nothing. */
  loaderInfo: measured(z.string().nullable()),
  /** Of the files by which boot loaders and initramfs tools are recognised: those that are there. */
  bootFiles: z.array(z.string()),
  /** Those that could not be asked for. */
  bootFilesUnmeasured: z.array(z.object({ path: z.string(), reason: z.string() })),
  modules: measured(z.array(kernelModule)),
  /** Releases whose modules are installed. The running one may be missing: an update has removed it. */
  installedKernels: measured(z.array(z.string())),
  /** Options that matter here, `CONFIG_VFIO_PCI`: `y`, `m`, `n` or a value. */
  kernelConfig: measured(z.object({ source: z.string(), options: z.record(z.string(), z.string()) })),
  /** null: not installed. */
  libvirtVersion: measured(z.string().nullable()),
  /** What the host runs in: `kvm`, `vmware`, `microsoft`, ...; null: on bare metal, as far as the processor says. */
  hypervisor: measured(z.string().nullable()),
  /** Controllers of the root control group. */
  cgroupControllers: measured(z.array(z.string())),
});
