import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown } from '../host/measured.ts';
import type { Launcher, MemlockSetting } from '../host/schema/user.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { GIB, MIB } from '../machine/machine-spec.ts';
import { checkMemlock } from './check-memlock.ts';
import { describeFinding } from './describe.ts';

let debian: HostSnapshot;
beforeAll(async () => {
  debian = await sampleSnapshot('intel-desktop');
});

const line = (bytes: number): MemlockSetting => ({
  kind: 'pam-limit',
  file: '/etc/security/limits.d/90-vfio.conf',
  line: 3,
  text: 'ada - memlock 1',
  subject: 'ada',
  limit: { soft: bytes, hard: bytes },
});

type Change = {
  own?: number | null;
  desktop?: number;
  settings?: MemlockSetting[];
  /** The stack of systemd --user loads pam_limits. */
  reads?: boolean;
};

function host({ own = 8 * MIB, desktop = 8 * MIB, settings = [], reads = true }: Change): HostSnapshot {
  const { user } = debian;
  if (!isKnown(user.launchers) || !isKnown(user.memlockSettings)) throw new Error('the sample is incomplete');
  const limitOf = (bytes: number | null) => ({ softBytes: bytes, hardBytes: bytes });
  const limited = (launcher: Launcher): Launcher =>
    launcher.role === 'user-manager' ? { ...launcher, memlock: limitOf(desktop) } : launcher;
  const stacks = user.memlockSettings.filter(setting => reads || setting.subject !== 'systemd-user');
  return {
    ...debian,
    user: {
      ...user,
      memlock: limitOf(own),
      launchers: user.launchers.map(limited),
      memlockSettings: [...settings, ...stacks],
    },
  };
}

const codes = (change: Change) => checkMemlock(host(change), 8 * GIB).map(finding => finding.code);

describe('8 GiB', () => {
  test.each<[string, Change, string[]]>([
    ['nothing is set', {}, ['memory/memlock-too-low']],
    ['it is set and waits for a login', { settings: [line(16 * GIB)] }, ['memory/memlock-needs-login']],
    ['what is set is too low as well', { settings: [line(GIB)] }, ['memory/memlock-too-low']],
    ['enough everywhere', { own: 16 * GIB, desktop: 16 * GIB }, ['memory/memlock-enough']],
    ['enough here, not on the desktop', { own: 16 * GIB }, ['memory/memlock-enough', 'memory/memlock-desktop-too-low']],
    ['tight here', { own: 8 * GIB }, ['memory/memlock-tight']],
  ])('%s', (_, change, found) => {
    expect(codes(change)).toEqual(found);
  });
});

describe('the remedy follows the host', () => {
  const remedies = (change: Change) =>
    checkMemlock(host(change), 8 * GIB)
      .map(describeFinding)
      .flatMap(words => words.remedies);

  test('limits.d alone, where systemd --user reads it', () => {
    expect(remedies({})).toEqual([{ kind: 'raise-memlock', toBytes: 9 * GIB, user: 'ada', desktop: 'reads-limits' }]);
  });

  test('a drop-in as well, where it does not', () => {
    expect(remedies({ reads: false })).toEqual([
      expect.objectContaining({
        kind: 'command',
        command: expect.stringContaining(`printf '[Service]\\nLimitMEMLOCK=%s\\n' ${9 * GIB} >`),
      }),
      expect.objectContaining({ kind: 'raise-memlock', desktop: 'ignores-limits' }),
    ]);
  });

  test('open, where the stacks are not known', () => {
    const on = host({});
    const unknown = { ...on, user: { ...on.user, pamServices: [] } };
    expect(checkMemlock(unknown, 8 * GIB).map(describeFinding)[0]?.remedies).toEqual([
      { kind: 'raise-memlock', toBytes: 9 * GIB, user: 'ada' },
    ]);
  });
});

test('evidence names each process, and the line with its file', () => {
  const [words] = checkMemlock(host({ settings: [line(16 * GIB)] }), 8 * GIB).map(describeFinding);
  expect(words?.evidence.map(item => item.source)).toEqual([
    '/proc/self/limits',
    '/proc/1873/limits',
    '/etc/security/limits.d/90-vfio.conf:3',
  ]);
  expect(words?.explanation).toContain('16 GiB for programs of the desktop');
});

test('a set limit that the desktop does not read is promised to logins only', () => {
  const [found] = checkMemlock(host({ settings: [line(16 * GIB)], reads: false }), 8 * GIB);
  expect(found).toMatchObject({ code: 'memory/memlock-needs-login', waiting: [{ kind: 'ssh' }, { kind: 'console' }] });
});
