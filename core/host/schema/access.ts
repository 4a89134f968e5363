/** Who may open what, and which security modules have a say. */
import { z } from 'zod';
import { measured } from '../measured.ts';
import { count } from './scalars.ts';

/** A device node that a virtual machine needs or may use. */
export const deviceNode = z.object({
  path: z.string(),
  kind: z.enum(['kvm', 'vfio-container', 'vfio-group', 'vfio-device', 'iommufd', 'vhost-net', 'tun', 'udmabuf']),
  /** Permission bits only, e.g. 0o660. */
  mode: z.number().int().min(0).max(0o7777),
  uid: count,
  gid: count,
  /**
   * Entries of an extended access control list, but those of owner and others, which stand in `mode`: `user:1000:rw-`,
   * `group::rw-`, `mask::rw-`. Empty: there is none, and `mode` says it all.
   */
  acl: measured(z.array(z.string())),
  /** The scanning user may open it for reading and writing, asked of the kernel, which knows ACLs. A recording cannot ask. */
  mayOpen: measured(z.boolean()),
});
export type DeviceNode = z.infer<typeof deviceNode>;

/** A line of a udev rules file that speaks of VFIO, KVM, iommufd or driver_override. */
export const udevRule = z.object({ file: z.string(), line: count, text: z.string() });
export type UdevRule = z.infer<typeof udevRule>;

export const hostSecurity = z.object({
  /** null: not booted by UEFI. */
  isSecureBootOn: measured(z.boolean().nullable()),
  selinux: measured(z.enum(['enforcing', 'permissive', 'disabled'])),
  apparmor: measured(z.object({ isEnabled: z.boolean() })),
  /** Profiles in force that name QEMU or libvirt's machines; root only may list them. */
  apparmorProfiles: measured(z.array(z.object({ name: z.string(), mode: z.string() }))),
  /** Label of this process under whichever module is in force; null: none. */
  ownLabel: measured(z.string().nullable()),
  /** `devices` lists of control groups version 1 (`c 10:200 rwm`). null: there is none, as under version 2, where a program decides and nobody can read it. */
  deviceCgroup: measured(z.array(z.string()).nullable()),
  udevRules: measured(z.array(udevRule)),
});
export type HostSecurity = z.infer<typeof hostSecurity>;
