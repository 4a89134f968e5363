/**
 * How much memory QEMU may lock, by the way in which it is started.
 *
 * A limit is inherited: a shell passes its own on, programs of the desktop get that of the user's service manager, a
 * login gets what pam_limits makes of the system's default. What holds now is measured of a process; what will hold after
 * the next login follows from the settings. systemd applies its own setting first and PAM after it, so that pam_limits
 * wins where the stack `systemd-user` loads it, and limits.conf counts for nothing where it does not.
 * Source: systemd src/core/exec-invoke.c (limits before setup_pam()), src/core/main.c (default of 8 MiB);
 * systemd-system.conf(5); libvirt src/qemu/qemu_process.c (raises the limit of each machine by itself).
 */
import { isKnown, type Measured, type Unknown } from '../host/measured.ts';
import type { Launcher, MemlockSetting } from '../host/schema/user.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { applyPamLimits, type DerivedLimit } from './pam-limits.ts';

const SYSTEMD_DEFAULT_BYTES = 8 * 1024 * 1024;

export type MemlockWay = {
  /**
   * - `this-process`: the shell or desktop in which Bindery runs;  `desktop`: a program or unit under `systemd --user`;
   * - `ssh`, `console`: a shell after a new login;  `libvirt`: virtqemud or libvirtd.
   */
  kind: 'this-process' | 'desktop' | 'ssh' | 'console' | 'libvirt';
  /** The hard limit of the process, to which every program may raise its soft one. null: only a new login makes one. */
  now: { source: string; pid: number; hardBytes: Measured<number | null> } | null;
  /** After the next login. null: nobody can say, or it makes no difference. */
  later: Measured<DerivedLimit> | null;
};

export function memlockWays({ user }: Pick<HostSnapshot, 'user'>): MemlockWay[] {
  const launchers = isKnown(user.launchers) ? user.launchers : [];
  const ofRole = (role: Launcher['role']) => launchers.filter(launcher => launcher.role === role);
  return [
    ...ofRole('this-process').map(self => ({ kind: 'this-process', now: measuredOf(self), later: null }) as const),
    ...desktopWays(user, ofRole('user-manager')),
    ...loginWays(user),
    ...ofRole('libvirt').map(daemon => ({ kind: 'libvirt', now: measuredOf(daemon), later: null }) as const),
  ];
}

function measuredOf({ pid, memlock, role }: Launcher): MemlockWay['now'] {
  const source = role === 'this-process' ? '/proc/self/limits' : `/proc/${pid}/limits`;
  return { source, pid, hardBytes: isKnown(memlock) ? memlock.hardBytes : memlock };
}

function desktopWays(user: HostSnapshot['user'], managers: readonly Launcher[]): MemlockWay[] {
  const [manager] = managers;
  const hasManager = manager !== undefined || (isKnown(user.pamServices) && user.pamServices.includes('systemd-user'));
  return hasManager ? [{ kind: 'desktop', now: manager ? measuredOf(manager) : null, later: desktopLater(user) }] : [];
}

/** What the service manager of the user, and with it every program of the desktop, gets at its next start. */
function desktopLater(user: HostSnapshot['user']): Measured<DerivedLimit> {
  if (!isKnown(user.memlockSettings)) return user.memlockSettings;
  const unit = systemdLimit(user.memlockSettings, ['systemd-unit', 'user@.service']);
  const before = unit ?? systemDefault(user);
  if (!isKnown(before)) return before;
  const reads = loadsPamLimits(user, 'systemd-user');
  if (!isKnown(reads)) return reads;
  const manager = reads ? afterPam(user, before) : before;
  const gap = gapAbout(user, '/systemd/');
  if (gap) return gap;
  // A default for the units of the user cannot go beyond what their manager has.
  const cap = systemdLimit(user.memlockSettings, ['systemd-default', 'user']);
  if (!isKnown(manager) || cap === null || !isBelow(cap.hardBytes, manager.hardBytes)) return manager;
  return cap;
}

function loginWays(user: HostSnapshot['user']): MemlockWay[] {
  const services = isKnown(user.pamServices) ? user.pamServices : [];
  const ways = [
    { kind: 'ssh', service: 'sshd' },
    { kind: 'console', service: 'login' },
  ] as const;
  return ways
    .filter(way => services.includes(way.service))
    .map(({ kind, service }) => ({ kind, now: null, later: loginLater(user, service) }));
}

function loginLater(user: HostSnapshot['user'], service: string): Measured<DerivedLimit> {
  if (!isKnown(user.memlockSettings)) return user.memlockSettings;
  const reads = loadsPamLimits(user, service);
  if (!isKnown(reads)) return reads;
  const before = systemDefault(user);
  if (!isKnown(before)) return before;
  return reads ? afterPam(user, before) : (gapAbout(user, '/systemd/') ?? before);
}

/** Whether a login through this PAM service obeys limits.conf. */
export function loadsPamLimits(user: HostSnapshot['user'], service: string): Measured<boolean> {
  if (!isKnown(user.memlockSettings)) return user.memlockSettings;
  if (user.memlockSettings.some(setting => setting.kind === 'pam-stack' && setting.subject === service)) return true;
  // The line may stand in a file that could not be read.
  return gapAbout(user, '/pam.d/') ?? false;
}

function afterPam(user: HostSnapshot['user'], before: DerivedLimit): Measured<DerivedLimit> {
  const gap = gapAbout(user, '/security/limits');
  if (gap) return gap;
  const settings = isKnown(user.memlockSettings) ? user.memlockSettings : [];
  const after = applyPamLimits(settings, user, before);
  if (!isKnown(after)) return after;
  return after.setBy.length > 0 ? after : { ...after, setBy: before.setBy };
}

/** A file of this kind that could not be read. A line that nobody understands is skipped by PAM and systemd alike. */
function gapAbout(user: HostSnapshot['user'], part: string): Unknown | null {
  return user.memlockGaps.find(gap => gap.source.includes(part) && gap.unknown !== 'malformed') ?? null;
}

/** What services and logins start from; known of systemd only. */
function systemDefault(user: HostSnapshot['user']): Measured<DerivedLimit> {
  if (!isKnown(user.memlockSettings)) return user.memlockSettings;
  if (!isKnown(user.launchers)) return user.launchers;
  const first = user.launchers.find(launcher => launcher.role === 'system-manager');
  if (first?.name !== 'systemd')
    return { unknown: 'absent', source: '/proc/1/comm', detail: first ? `${first.name}, not systemd` : 'hidden' };
  const set = systemdLimit(user.memlockSettings, ['systemd-default', '']);
  return set ?? { softBytes: SYSTEMD_DEFAULT_BYTES, hardBytes: SYSTEMD_DEFAULT_BYTES, setBy: [] };
}

/** The last assignment that systemd understands. */
function systemdLimit(
  settings: readonly MemlockSetting[],
  [kind, subject]: readonly [MemlockSetting['kind'], string],
): DerivedLimit | null {
  for (const setting of settings.toReversed()) {
    if (setting.kind !== kind || setting.subject !== subject) continue;
    const { soft, hard } = setting.limit ?? {};
    if (soft === undefined || hard === undefined || !isKnown(soft) || !isKnown(hard)) continue;
    return { softBytes: soft, hardBytes: hard, setBy: [setting] };
  }
  return null;
}

/** null is unlimited. */
export function isBelow(bytes: number | null, than: number | null): boolean {
  return bytes !== null && (than === null || bytes < than);
}
