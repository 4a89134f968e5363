/** Whom a machine would run as, and what the processes that could start it may do. Source: proc(5), limits.conf(5), systemd.exec(5). */
import { z } from 'zod';
import { measured, unknown } from '../measured.ts';
import { count } from './scalars.ts';

/** Bytes; null: unlimited. */
export const memlockLimit = z.object({ softBytes: count.nullable(), hardBytes: count.nullable() });
export type MemlockLimit = z.infer<typeof memlockLimit>;

/** A process that QEMU would inherit limits and groups from. */
export const launcher = z.object({
  /**
   * - `this-process`: Bindery, hence the shell or desktop that started it;
   * - `user-manager`: `systemd --user` of this user: programs started from the desktop;
   * - `system-manager`: pid 1: services;
   * - `libvirt`: virtqemud or libvirtd with CAP_SYS_RESOURCE, which raises the limit for each machine by itself. One of a
   *   user's session, or in a container, has not got it: it stops with "cannot limit locked memory of process".
   */
  role: z.enum(['this-process', 'user-manager', 'system-manager', 'libvirt']),
  pid: count,
  name: z.string(),
  memlock: measured(memlockLimit),
  gids: measured(z.array(count)),
});
export type Launcher = z.infer<typeof launcher>;

/** A line of configuration that decides a locked-memory limit at the next login or start. */
export const memlockSetting = z.object({
  /**
   * - `pam-limit`: limits.conf and limits.d;  `pam-stack`: a PAM service that loads pam_limits;
   * - `systemd-default`: DefaultLimitMEMLOCK= of the system or user manager;  `systemd-unit`: LimitMEMLOCK= of a unit.
   */
  kind: z.enum(['pam-limit', 'pam-stack', 'systemd-default', 'systemd-unit']),
  file: z.string(),
  /** From 1. */
  line: count,
  text: z.string(),
  /** The unit, the PAM service, or the domain of limits.conf (`@vfio`, `*`, `ada`); empty for a manager's default. */
  subject: z.string(),
  /** What it sets, in bytes. null: nothing by itself: a PAM stack, or a `DOMAIN -` line of limits.conf, which exempts the domain from all limits. */
  limit: z
    .object({ soft: measured(count.nullable()).optional(), hard: measured(count.nullable()).optional() })
    .nullable(),
});
export type MemlockSetting = z.infer<typeof memlockSetting>;

const accountGroup = z.object({ gid: count, name: z.string().nullable() });

export const hostUser = z.object({
  uid: measured(count),
  name: measured(z.string().nullable()),
  /** Home folder from /etc/passwd; null: the user has no entry there. */
  home: measured(z.string().nullable()),
  /** Groups that this process has. */
  groups: measured(z.array(accountGroup)),
  /** Groups that a new login gets, from /etc/group. One that is only here needs a log-out. */
  accountGroups: measured(z.array(accountGroup)),
  /** CAP_IPC_LOCK is effective: locked-memory limits do not apply. */
  canLockUnlimited: measured(z.boolean()),
  memlock: measured(memlockLimit),
  launchers: measured(z.array(launcher)),
  /** In the order in which they are read: where two say the same of the same subject, the later one counts. */
  memlockSettings: measured(z.array(memlockSetting)),
  /** Of the PAM services through which people and programs come in (`login`, `sshd`, `systemd-user`, ...): those that are set up here. */
  pamServices: measured(z.array(z.string())),
  /** Configuration of this kind that could not be read or understood: what it sets is not known. */
  memlockGaps: z.array(unknown),
});
export type HostUser = z.infer<typeof hostUser>;
