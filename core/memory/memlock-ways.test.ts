import { describe, expect, test } from 'vitest';
import { isKnown, type Unknown } from '../host/measured.ts';
import type { Launcher, MemlockSetting } from '../host/schema/user.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { unmeasuredHost } from '../host/unmeasured-host.ts';
import { loadsPamLimits, type MemlockWay, memlockWays } from './memlock-ways.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const launcher = (role: Launcher['role'], pid: number, name: string, bytes: number): Launcher => ({
  role,
  pid,
  name,
  memlock: { softBytes: bytes, hardBytes: bytes },
  gids: [1000],
});
const setting = (
  kind: MemlockSetting['kind'],
  subject: string,
  bytes: number | null | Unknown,
  file = '/etc/x',
): MemlockSetting => ({
  kind,
  subject,
  file,
  line: 1,
  text: '',
  limit: kind === 'pam-stack' ? null : { soft: bytes, hard: bytes },
});
const loads = (service: string) => setting('pam-stack', service, null);

const user: HostSnapshot['user'] = {
  ...unmeasuredHost({ unknown: 'absent', source: '/x', detail: '' }, { origin: { kind: 'live' }, takenAt: '' }).user,
  uid: 1000,
  name: 'ada',
  accountGroups: [{ gid: 1000, name: 'ada' }],
  memlock: { softBytes: 8 * MIB, hardBytes: 8 * MIB },
  launchers: [
    launcher('this-process', 4242, 'bindery', 8 * MIB),
    launcher('system-manager', 1, 'systemd', 4 * GIB),
    launcher('user-manager', 1873, 'systemd', 8 * MIB),
  ],
  memlockSettings: [],
  pamServices: ['systemd-user', 'sshd'],
};
const limitsLine = setting('pam-limit', 'ada', 16 * GIB, '/etc/security/limits.d/a.conf');

function later(change: Partial<HostSnapshot['user']>, kind: MemlockWay['kind'] = 'desktop') {
  const way = memlockWays({ user: { ...user, ...change } }).find(candidate => candidate.kind === kind);
  if (!way?.later) throw new Error(`nothing is said of ${kind}`);
  return isKnown(way.later) ? way.later.hardBytes : way.later;
}

test('what holds now is measured of each process', () => {
  expect(memlockWays({ user }).map(way => [way.kind, way.now?.source ?? null, way.now?.hardBytes])).toEqual([
    ['this-process', '/proc/self/limits', 8 * MIB],
    ['desktop', '/proc/1873/limits', 8 * MIB],
    ['ssh', null, undefined],
  ]);
});

describe('the desktop after the next login', () => {
  test.each<[string, MemlockSetting[], number | null]>([
    ['the default of systemd, not the limit of pid 1', [], 8 * MIB],
    ['a default of the host', [setting('systemd-default', '', GIB)], GIB],
    [
      'the unit of the manager',
      [setting('systemd-default', '', GIB), setting('systemd-unit', 'user@.service', 2 * GIB)],
      2 * GIB,
    ],
    ['another unit', [setting('systemd-unit', 'libvirtd.service', 2 * GIB)], 8 * MIB],
    [
      'the later drop-in',
      [setting('systemd-unit', 'user@.service', GIB), setting('systemd-unit', 'user@.service', null)],
      null,
    ],
    [
      'a line that systemd does not understand',
      [
        setting('systemd-unit', 'user@.service', GIB),
        setting('systemd-unit', 'user@.service', { unknown: 'malformed', source: '/x', detail: '' }),
      ],
      GIB,
    ],
    ['limits.d without pam_limits', [limitsLine], 8 * MIB],
    ['limits.d with pam_limits', [limitsLine, loads('systemd-user')], 16 * GIB],
    ['limits.d with pam_limits for ssh only', [limitsLine, loads('sshd')], 8 * MIB],
    [
      'PAM comes after systemd',
      [limitsLine, loads('systemd-user'), setting('systemd-unit', 'user@.service', GIB)],
      16 * GIB,
    ],
    [
      'a lower default for units of the user',
      [setting('systemd-unit', 'user@.service', GIB), setting('systemd-default', 'user', MIB)],
      MIB,
    ],
    ['a default that goes beyond the manager', [setting('systemd-default', 'user', GIB)], 8 * MIB],
  ])('%s', (_, memlockSettings, bytes) => {
    expect(later({ memlockSettings })).toBe(bytes);
  });

  test('is not known where a file that decides was not read', () => {
    const gapIn = (source: string): Unknown => ({ unknown: 'denied', source, detail: 'EACCES' });
    const pam = gapIn('/etc/pam.d/common-session');
    expect(later({ memlockGaps: [pam] })).toBe(pam);
    expect(later({ memlockGaps: [pam], memlockSettings: [loads('systemd-user')] })).toBe(8 * MIB);
    const limits = gapIn('/etc/security/limits.d/90-secret.conf');
    expect(later({ memlockGaps: [limits], memlockSettings: [loads('systemd-user')] })).toBe(limits);
    expect(later({ memlockGaps: [limits] })).toBe(8 * MIB);
    const unit = gapIn('/etc/systemd/system/user@.service.d/secret.conf');
    expect(later({ memlockGaps: [unit] })).toBe(unit);
  });

  test('a line that PAM skips leaves the answer', () => {
    const strange: Unknown = { unknown: 'malformed', source: '/etc/security/limits.conf', detail: 'line 3: x' };
    expect(later({ memlockGaps: [strange], memlockSettings: [limitsLine, loads('systemd-user')] })).toBe(16 * GIB);
  });

  test('is not known without systemd, and where pid 1 is hidden', () => {
    const others = isKnown(user.launchers) ? user.launchers.filter(one => one.role !== 'system-manager') : [];
    expect(later({ launchers: others })).toMatchObject({ unknown: 'absent', detail: 'hidden' });
    expect(later({ launchers: [...others, launcher('system-manager', 1, 'openrc-init', MIB)] })).toMatchObject({
      detail: 'openrc-init, not systemd',
    });
  });
});

test('a login through ssh obeys its own stack', () => {
  expect(later({ memlockSettings: [limitsLine, loads('sshd')] }, 'ssh')).toBe(16 * GIB);
  expect(later({ memlockSettings: [limitsLine, loads('systemd-user')] }, 'ssh')).toBe(8 * MIB);
  expect(memlockWays({ user: { ...user, pamServices: [] } }).map(way => way.kind)).toEqual(['this-process', 'desktop']);
});

test('libvirt is listed when it runs', () => {
  const launchers = [launcher('libvirt', 1204, 'virtqemud', 64 * MIB)];
  expect(memlockWays({ user: { ...user, launchers, pamServices: [] } })).toEqual([
    { kind: 'libvirt', now: { source: '/proc/1204/limits', pid: 1204, hardBytes: 64 * MIB }, later: null },
  ]);
});

test('whether a service loads pam_limits is yes, no, or not known', () => {
  const gap: Unknown = { unknown: 'denied', source: '/etc/pam.d/system-auth', detail: 'EACCES' };
  expect(loadsPamLimits({ ...user, memlockSettings: [loads('sshd')] }, 'sshd')).toBe(true);
  expect(loadsPamLimits({ ...user, memlockSettings: [loads('sshd')] }, 'login')).toBe(false);
  expect(loadsPamLimits({ ...user, memlockGaps: [gap] }, 'login')).toBe(gap);
});
