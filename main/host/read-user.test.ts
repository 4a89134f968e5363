import { describe, expect, test } from 'vitest';
import { isKnown } from '../../core/host/measured.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { readUser } from './read-user.ts';
import { type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';
import { UnreadableFiles } from './unreadable.ts';

const status = (pid: number, uid: number, groups = '') =>
  `Name:\tx\nPid:\t${pid}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t${uid}\t${uid}\t${uid}\t${uid}\nGroups:\t${groups} \nCapEff:\t0\n`;
const limits = (bytes: number) => `Max locked memory         ${bytes}              ${bytes}              bytes     \n`;

/** Bit 24 of the capabilities. */
const SYS_RESOURCE = '0000000001000000';

const process = (pid: number, comm: string, uid: number, command: string, bytes = 1): SmallTree => ({
  [`/proc/${pid}/comm`]: `${comm}\n`,
  [`/proc/${pid}/status`]: status(pid, uid),
  [`/proc/${pid}/cmdline`]: `${command}\0`,
  [`/proc/${pid}/limits`]: limits(bytes),
});

const SELF: SmallTree = { '/proc/self/status': status(4242, 1000, '36'), '/proc/self/limits': limits(8) };
const PASSWD = 'root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n';
const GROUP = 'root:x:0:\nada:x:1000:\nkvm:x:36:bob,ada\nvfio:x:973:ada\nadam:x:7:adam\n';

function scan(tree: SmallTree) {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, tree);
  const unreadable = new UnreadableFiles();
  return { ...readUser(nodeHostFiles(folder.path), unreadable), unreadable: unreadable.items };
}

describe('groups of the account', () => {
  test('are its own, and those that list it', () => {
    expect(scan({ ...SELF, '/etc/passwd': PASSWD, '/etc/group': GROUP }).accountGroups).toEqual([
      { gid: 1000, name: 'ada' },
      { gid: 36, name: 'kvm' },
      { gid: 973, name: 'vfio' },
    ]);
  });

  test('of an account from elsewhere are not known', () => {
    const strangers = 'root:x:0:0::/root:/bin/sh\n';
    expect(scan({ ...SELF, '/etc/passwd': strangers, '/etc/group': GROUP }).accountGroups).toMatchObject({
      unknown: 'absent',
      source: '/etc/passwd',
    });
  });
});

describe('processes that start others', () => {
  test('are told by name, owner and argument', () => {
    const { launchers } = scan({
      ...SELF,
      ...process(1, 'systemd', 0, '/sbin/init', 4),
      ...process(700, 'systemd', 1001, 'systemd\0--user'),
      ...process(800, 'systemd', 1000, 'systemd\0--user', 64),
      ...process(801, '(sd-pam)', 1000, '(sd-pam)'),
      ...process(900, 'systemd', 1000, 'systemd\0--test'),
      ...process(1204, 'virtqemud', 0, 'virtqemud'),
      '/proc/1204/status': status(1204, 0).replace('CapEff:\t0', `CapEff:\t${SYS_RESOURCE}`),
      // Of the user's own session: it cannot raise a limit.
      ...process(1205, 'virtqemud', 1000, 'virtqemud'),
      '/proc/1300': 'a file, not a process',
      '/proc/swaps': '',
    });
    expect(isKnown(launchers) && launchers.map(one => [one.role, one.pid, one.memlock])).toEqual([
      ['this-process', 4242, { softBytes: 8, hardBytes: 8 }],
      ['system-manager', 1, { softBytes: 4, hardBytes: 4 }],
      ['user-manager', 800, { softBytes: 64, hardBytes: 64 }],
      ['libvirt', 1204, { softBytes: 1, hardBytes: 1 }],
    ]);
  });

  test('that are hidden are told once for all', () => {
    const hidden = Object.fromEntries([2, 3, 4].map(pid => [`/proc/${pid}/comm`, '\n']));
    expect(scan({ ...SELF, ...hidden }).unreadable).toContainEqual({
      source: '/proc/2/comm',
      detail: 'malformed: empty, and so for 2 more files of processes',
    });
  });

  test('and ended during the scan are left out', () => {
    const { [`/proc/800/status`]: _gone, ...rest } = process(800, 'systemd', 1000, 'systemd\0--user');
    const { launchers, unreadable } = scan({ ...SELF, ...rest });
    expect(isKnown(launchers) && launchers.map(one => one.role)).toEqual(['this-process']);
    expect(unreadable.filter(item => item.source.startsWith('/proc/800'))).toEqual([]);
  });
});

describe('settings of locked memory', () => {
  const settingsOf = (tree: SmallTree) => {
    const { memlockSettings } = scan({ ...SELF, '/etc/passwd': PASSWD, ...tree });
    return isKnown(memlockSettings)
      ? memlockSettings.map(({ kind, file, line, subject }) => `${kind} ${subject} ${file}:${line}`)
      : [];
  };

  test('limits.conf first, then limits.d by name; /etc replaces what packages bring', () => {
    expect(
      settingsOf({
        '/etc/security/limits.conf': '# none\n* - memlock 64\n',
        '/etc/security/limits.d/90-b.conf': 'ada - memlock 2\n',
        '/etc/security/limits.d/10-a.conf': '@kvm - memlock 1\n',
        '/usr/lib/security/limits.d/90-b.conf': 'bob - memlock 3\n',
        '/usr/lib/security/limits.conf': '* - memlock 1\n',
        '/etc/security/limits.d/README': 'ada - memlock 9\n',
      }),
    ).toEqual([
      'pam-limit * /etc/security/limits.conf:2',
      'pam-limit @kvm /etc/security/limits.d/10-a.conf:1',
      'pam-limit ada /etc/security/limits.d/90-b.conf:1',
    ]);
  });

  test("systemd: the nearest main file, then drop-ins by name, the user's own unit before its template", () => {
    const unit = (bytes: number) => `[Service]\nLimitMEMLOCK=${bytes}\n`;
    expect(
      settingsOf({
        '/usr/lib/systemd/system.conf': '[Manager]\nDefaultLimitMEMLOCK=1M\n',
        '/etc/systemd/system.conf': '[Manager]\nDefaultLimitMEMLOCK=2M\n',
        '/run/systemd/system.conf.d/50.conf': '[Manager]\nDefaultLimitMEMLOCK=3M\n',
        '/etc/systemd/user.conf.d/50.conf': '[Manager]\nDefaultLimitMEMLOCK=4M\n[Service]\nLimitMEMLOCK=1\n',
        '/usr/lib/systemd/system/user@.service': '[Service]\nPAMName=systemd-user\n',
        '/etc/systemd/system/user@.service.d/memlock.conf': unit(1),
        '/etc/systemd/system/user@1000.service.d/memlock.conf': unit(2),
        '/etc/systemd/system/user@1001.service.d/memlock.conf': unit(3),
        '/usr/lib/systemd/system/service.d/10-all.conf': unit(4),
        '/etc/systemd/system/libvirtd.service.d/memlock.conf': unit(5),
      }),
    ).toEqual([
      'systemd-default  /etc/systemd/system.conf:2',
      'systemd-default  /run/systemd/system.conf.d/50.conf:2',
      'systemd-default user /etc/systemd/user.conf.d/50.conf:2',
      'systemd-unit user@.service /usr/lib/systemd/system/service.d/10-all.conf:2',
      'systemd-unit user@.service /etc/systemd/system/user@1000.service.d/memlock.conf:2',
    ]);
  });

  test('PAM: through files that are taken in, even in a circle', () => {
    const tree: SmallTree = {
      '/etc/pam.d/login': 'session include system-login\n',
      '/etc/pam.d/system-login': 'session include login\nsession substack system-auth\n',
      '/etc/pam.d/system-auth': 'auth required pam_limits.so\n\nsession required pam_limits.so\n',
      '/usr/lib/pam.d/systemd-user': 'session required pam_unix.so\n',
      '/usr/lib/pam.d/login': 'session required pam_deny.so\n',
      '/etc/pam.d/sshd': 'session include sshd\n',
    };
    expect(settingsOf(tree)).toEqual(['pam-stack login /etc/pam.d/system-auth:3']);
    expect(scan({ ...SELF, ...tree })).toMatchObject({
      pamServices: ['systemd-user', 'login', 'sshd'],
      memlockGaps: [],
    });
  });

  test('what is broken or missing is told', () => {
    const { memlockGaps } = scan({
      ...SELF,
      '/etc/security/limits.conf': 'ada memlock 1\n',
      '/etc/pam.d/sshd': '@include common-session\n',
      '/etc/systemd/user.conf': 'stray\n',
    });
    expect(memlockGaps).toEqual([
      { unknown: 'absent', source: '/etc/pam.d/sshd', detail: 'line 1 names common-session, which could not be read' },
      { unknown: 'malformed', source: '/etc/security/limits.conf', detail: 'line 1: ada memlock 1' },
      { unknown: 'malformed', source: '/etc/systemd/user.conf', detail: 'line 1: stray' },
    ]);
  });
});
