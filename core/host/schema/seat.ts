/**
 * What the person in front of the host sees, hears and types on, and the functions behind it.
 * Source: Linux Documentation/ABI/testing/sysfs-class-drm (connectors), /proc/bus/input/devices, /proc/asound, /proc/iomem.
 */
import { z } from 'zod';
import { bdf } from '../../pci/bdf.ts';
import { measured } from '../measured.ts';
import { count, hexAddress } from './scalars.ts';

export const drmCard = z.object({
  /** `card0`. */
  name: z.string(),
  /** null: not PCI (a virtual card, a platform framebuffer). */
  function: bdf.nullable(),
  /** Name of the driver that made it; simpledrm's card is the firmware's framebuffer. */
  driver: measured(z.string().nullable()),
  connectors: measured(
    z.array(
      z.object({
        /** `HDMI-A-1`. */
        name: z.string(),
        status: measured(z.string()),
        isEnabled: measured(z.boolean()),
      }),
    ),
  ),
});
export type DrmCard = z.infer<typeof drmCard>;

export const inputDevice = z.object({
  name: z.string(),
  /** The controller; null: not PCI (PS/2, ACPI buttons, virtual devices). */
  function: bdf.nullable(),
  isKeyboard: z.boolean(),
  isPointer: z.boolean(),
  /** Made by software (uinput), with no hardware behind it. */
  isVirtual: z.boolean(),
});
export type InputDevice = z.infer<typeof inputDevice>;

export const usbDevice = z.object({
  /** `1-4.2`. */
  port: z.string(),
  controller: bdf.nullable(),
  vendorId: z.number().int(),
  productId: z.number().int(),
  product: z.string().nullable(),
  isHub: z.boolean(),
});
export type UsbDevice = z.infer<typeof usbDevice>;

export const barClaim = z.object({ function: bdf, start: hexAddress, end: hexAddress, claimant: z.string() });
export type BarClaim = z.infer<typeof barClaim>;

export const hostSeat = z.object({
  drmCards: measured(z.array(drmCard)),
  /** `fb0` and the driver's name for it; `function`: as far as sysfs links it. */
  framebuffers: measured(
    z.array(z.object({ name: z.string(), driver: measured(z.string()), function: bdf.nullable() })),
  ),
  /** Text consoles; one that is bound to a framebuffer keeps it in use. */
  consoles: measured(
    z.array(z.object({ name: z.string(), title: measured(z.string()), isBound: measured(z.boolean()) })),
  ),
  inputs: measured(z.array(inputDevice)),
  /** `name`: its short id, `PCH` or `NVidia`; `card1` where that could not be read. */
  soundCards: measured(z.array(z.object({ name: z.string(), function: bdf.nullable() }))),
  /** Without the root hubs, which belong to the controllers. */
  usbDevices: measured(z.array(usbDevice)),
  /** Ranges of BARs that somebody inside the kernel has claimed (`/proc/iomem`; root only): drivers, and `BOOTFB`, `efifb`, `simplefb`. */
  barClaims: measured(z.array(barClaim)),
});
export type HostSeat = z.infer<typeof hostSeat>;

/** A device file and the functions behind it: all members, for a VFIO group. */
export const deviceFile = z.object({ path: z.string(), functions: z.array(bdf) });
export type DeviceFile = z.infer<typeof deviceFile>;

export const holder = z.object({
  pid: count,
  /** `comm`, 15 characters at most. */
  name: z.string(),
  uid: measured(count),
  user: z.string().nullable(),
  /** Open device files, each once. */
  paths: z.array(z.string()),
});
export type Holder = z.infer<typeof holder>;

export const hostHolders = z.object({
  /** Device files that belong to PCI functions: all that sysfs knows, and those of NVIDIA, KFD and VFIO. */
  deviceFiles: measured(z.array(deviceFile)),
  /** Processes that have any of these open now. */
  processes: measured(z.array(holder)),
  /** Processes whose open files this user may not see. */
  unreadableProcesses: measured(count),
});
export type HostHolders = z.infer<typeof hostHolders>;
