import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { indexHost } from '../host/host-index.ts';
import { isKnown, type Unknown } from '../host/measured.ts';
import type { Launcher } from '../host/schema/user.ts';
import type { DeviceNode, HostSnapshot } from '../host/snapshot.ts';
import { checkAccess } from './check-access.ts';
import { checkHost } from './check-host.ts';
import { checkIommufdNodes, checkVfioNode } from './check-node-access.ts';
import type { Finding } from './finding.ts';

const denied: Unknown = { unknown: 'denied', source: '/x', detail: 'EACCES' };

let arch: HostSnapshot;
let twin: HostSnapshot;
let laptop: HostSnapshot;
let server: HostSnapshot;
let listed: HostSnapshot;
beforeAll(async () => {
  [arch, twin, laptop, server, listed] = await Promise.all([
    sampleSnapshot('amd-desktop'),
    sampleSnapshot('twin-gpu-workstation'),
    sampleSnapshot('muxless-laptop'),
    sampleSnapshot('direct-regions'),
    sampleSnapshot('iommu-off'),
  ]);
});

const codesOf = (findings: readonly Finding[]) => findings.map(finding => finding.code);
const listOf = <T>(fact: T[] | Unknown): T[] => (isKnown(fact) ? fact : []);

function withNode(host: HostSnapshot, path: string, change: Partial<DeviceNode> | null): HostSnapshot {
  const nodes = listOf(host.deviceNodes);
  return change === null
    ? {
        ...host,
        deviceNodes: nodes.filter(node => node.path !== path),
        missingNodes: [...host.missingNodes, { path, reason: 'absent' }],
      }
    : { ...host, deviceNodes: nodes.map(node => (node.path === path ? { ...node, ...change } : node)) };
}

const withSecurity = (host: HostSnapshot, change: Partial<HostSnapshot['security']>): HostSnapshot => ({
  ...host,
  security: { ...host.security, ...change },
});
const withPlatform = (host: HostSnapshot, change: Partial<HostSnapshot['platform']>): HostSnapshot => ({
  ...host,
  platform: { ...host.platform, ...change },
});

describe('a healthy host', () => {
  test('gets no word', () => {
    expect(checkAccess(withPlatform(arch, { libvirtVersion: null }))).toEqual([]);
  });

  test('with Secure Boot and libvirt gets notes', () => {
    expect(codesOf(checkAccess(withPlatform(laptop, { libvirtVersion: '11.0.0' })))).toEqual([
      'access/selinux-confines-libvirt',
      'access/secure-boot-on',
    ]);
  });
});

describe('/dev/kvm', () => {
  const kvm = (host: HostSnapshot) => checkHost(host).find(finding => /^(kvm|access\/group)/.test(finding.code));

  test('is open by a list', () => {
    expect(kvm(listed)).toMatchObject({ code: 'kvm/usable' });
    expect(kvm(withNode(listed, '/dev/kvm', { acl: [] }))).toMatchObject({ code: 'kvm/no-access' });
  });

  test('waits for a login that brings the group', () => {
    expect(kvm(server)).toEqual({
      code: 'access/group-needs-login',
      path: '/dev/kvm',
      mode: 0o660,
      group: 'kvm',
      user: 'radia',
    });
    expect(kvm(withNode(server, '/dev/kvm', { mode: 0o600 }))).toMatchObject({ code: 'kvm/no-access' });
  });

  test('the kernel counts more than the groups', () => {
    expect(kvm(withNode(server, '/dev/kvm', { mayOpen: true }))).toMatchObject({ code: 'kvm/usable' });
  });

  test('is open to this shell and closed to the desktop, whose groups are older', () => {
    const older = (launcher: Launcher): Launcher =>
      launcher.role === 'user-manager' ? { ...launcher, gids: [1000] } : launcher;
    const host = {
      ...withNode(twin, '/dev/kvm', { mode: 0o660 }),
      user: { ...twin.user, launchers: listOf(twin.user.launchers).map(older) },
    };
    expect(checkAccess(host)).toContainEqual(
      expect.objectContaining({ code: 'access/desktop-may-not-open', path: '/dev/kvm', pid: 1873, group: 'kvm' }),
    );
  });
});

describe('the node of a group', () => {
  const PATH = '/dev/vfio/46';
  const asked = (host: HostSnapshot) => codesOf(checkVfioNode(host, indexHost(host), PATH));

  test('open', () => expect(asked(twin)).toEqual(['vfio/group-node-usable']));

  test('closed, and a rule that would open it was not applied', () => {
    const host = withNode(twin, PATH, { mode: 0o600, gid: 0 });
    expect(checkVfioNode(host, indexHost(host), PATH)).toMatchObject([
      { code: 'access/udev-rule-not-applied', rule: { file: '/etc/udev/rules.d/10-vfio.rules', line: 1 } },
    ]);
  });

  test('closed, and there is no rule', () => {
    const host = withNode(withSecurity(twin, { udevRules: [] }), PATH, { mode: 0o600, gid: 0 });
    expect(asked(host)).toEqual(['vfio/group-node-denied']);
  });

  test('closed by the rule itself', () => {
    expect(asked(withNode(twin, PATH, { gid: 7 }))).toEqual(['vfio/group-node-denied']);
  });

  test('closed until the next login', () => {
    const groups = listOf(twin.user.groups).filter(group => group.name !== 'vfio');
    expect(asked({ ...twin, user: { ...twin.user, groups } })).toEqual(['access/group-needs-login']);
  });

  test('missing, or not to be judged', () => {
    expect(asked(withNode(twin, PATH, null))).toEqual(['vfio/group-node-unmeasured']);
    expect(asked(withNode({ ...twin, user: { ...twin.user, uid: denied } }, PATH, {}))).toEqual([
      'vfio/group-node-unmeasured',
    ]);
  });
});

describe('the nodes of iommufd', () => {
  const asked = (host: HostSnapshot, bdfs: readonly string[]) => {
    const picked = listOf(host.functions).filter(fn => bdfs.includes(fn.bdf));
    return checkIommufdNodes(host, indexHost(host), picked);
  };
  const CARD = ['0000:af:00.0', '0000:af:00.1'];

  test('open, closed, or not there', () => {
    expect(asked(twin, CARD)).toEqual([]);
    expect(asked(withNode(twin, '/dev/iommu', { mode: 0o600 }), CARD)).toEqual([
      { code: 'access/iommufd-closed', paths: ['/dev/iommu'], user: 'emmy' },
    ]);
    expect(asked(withNode(twin, '/dev/vfio/devices/vfio0', { gid: 7 }), CARD)).toMatchObject([
      { paths: ['/dev/vfio/devices/vfio0'] },
    ]);
    expect(asked(withNode(twin, '/dev/iommu', null), CARD)).toEqual([]);
  });

  test('are not asked for before a function is bound', () => {
    expect(asked(withNode(twin, '/dev/iommu', { mode: 0o600 }), ['0000:3b:00.0'])).toEqual([]);
  });
});

describe('what virt-host-validate asks', () => {
  test.each<[string, Partial<DeviceNode> | null, string[]]>([
    ['/dev/vhost-net', null, ['access/vhost-net-not-usable']],
    ['/dev/vhost-net', { mode: 0o600 }, ['access/vhost-net-not-usable']],
    ['/dev/vhost-net', { mayOpen: true, mode: 0o600 }, []],
    ['/dev/net/tun', null, ['access/tun-not-usable']],
    ['/dev/net/tun', { mode: 0o600 }, ['access/tun-not-usable']],
  ])('%s %j', (path, change, codes) => {
    expect(codesOf(checkAccess(withNode(withPlatform(arch, { libvirtVersion: null }), path, change)))).toEqual(codes);
  });

  test('a node that could not be looked at is not called missing', () => {
    const host = withNode(arch, '/dev/net/tun', null);
    const missingNodes = [{ path: '/dev/net/tun', reason: 'denied' }];
    expect(codesOf(checkAccess({ ...host, missingNodes }))).not.toContain('access/tun-not-usable');
  });

  test.each<[string[], string[] | null]>([
    [['cpuset', 'cpu', 'io', 'memory', 'pids'], null],
    [['cpu', 'io', 'memory'], ['cpuset']],
    [['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'blkio'], null],
    [
      ['cpu', 'cpuset', 'memory', 'blkio'],
      ['cpuacct', 'devices'],
    ],
    [[], ['cpu', 'cpuset', 'memory', 'io']],
  ])('controllers %j lack %j for libvirt', (cgroupControllers, missing) => {
    const found = checkAccess(withPlatform(arch, { cgroupControllers, libvirtVersion: '11.0.0' }));
    expect(found.filter(finding => finding.code === 'access/cgroup-controllers-missing')).toEqual(
      missing === null ? [] : [expect.objectContaining({ missing })],
    );
  });

  test('controllers are nobody else’s business', () => {
    expect(checkAccess(withPlatform(arch, { cgroupControllers: [], libvirtVersion: null }))).toEqual([]);
  });

  test('encrypted guests are named where the module says so', () => {
    const parameters = { sev: 'Y', sev_es: '1', sev_snp: 'N', nested: 'Y' };
    const modules = [{ name: 'kvm_amd', state: 'loaded', useCount: 0, parameters }] as const;
    expect(checkAccess(withPlatform(arch, { modules: [...modules], libvirtVersion: null }))).toMatchObject([
      { code: 'access/secure-guests', kinds: [{ title: 'AMD SEV' }, { title: 'AMD SEV-ES' }] },
    ]);
  });
});

describe('security modules and control groups', () => {
  test.each<[string, Partial<HostSnapshot['security']>, string[]]>([
    ['no list', { deviceCgroup: null }, []],
    ['a list with everything', { deviceCgroup: ['a *:* rwm'] }, []],
    ['a list without them', { deviceCgroup: ['c 1:3 rwm'] }, ['access/device-cgroup-denies']],
    ['a list that could not be read', { deviceCgroup: denied }, ['access/device-cgroup-unmeasured']],
    ['a kernel without control groups', { deviceCgroup: { ...denied, unknown: 'absent' } }, []],
    ['a snap', { ownLabel: 'snap.bindery.bindery (enforce)' }, ['access/own-label-confined']],
    ['a profile that only complains', { ownLabel: 'qemu (complain)' }, []],
    [
      'a role of SELinux',
      { selinux: 'enforcing', ownLabel: 'staff_u:staff_r:staff_t:s0' },
      ['access/own-label-confined'],
    ],
    ['a role, permissive', { selinux: 'permissive', ownLabel: 'staff_u:staff_r:staff_t:s0' }, []],
    ['a label that is not known', { ownLabel: denied }, []],
    ['Secure Boot without lockdown', { isSecureBootOn: true }, []],
  ])('%s', (_, change, codes) => {
    const host = withSecurity(withPlatform(arch, { libvirtVersion: null }), change);
    expect(codesOf(checkAccess(host))).toEqual(codes);
  });
});
