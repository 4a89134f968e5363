import { expect, test } from 'vitest';
import { nodeHostFiles } from './node-host-files.ts';
import { readMemory } from './read-memory.ts';
import { readSecurity } from './read-security.ts';
import { type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';
import { UnreadableFiles } from './unreadable.ts';

function scan(tree: SmallTree) {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, tree);
  return readMemory(nodeHostFiles(folder.path));
}

test('what a kernel is built without is missing beside what it always has', () => {
  expect(scan({ '/sys/kernel/mm/.keep': '', '/sys/module/kvm/.keep': '', '/proc/meminfo': '' })).toMatchObject({
    isKsmRunning: null,
    isZswapOn: null,
    transparentHugepages: null,
    swaps: [],
    pageSizeBytes: { unknown: 'absent', source: '/proc/self/auxv' },
    cgroupLimits: { unknown: 'absent', source: '/proc/self/cgroup' },
  });
});

test('a recording without these folders says nothing', () => {
  const { isKsmRunning, isZswapOn, transparentHugepages, swaps } = scan({});
  for (const fact of [isKsmRunning, isZswapOn, transparentHugepages, swaps])
    expect(fact).toMatchObject({ unknown: 'absent' });
});

test('an auxiliary vector that is cut gives no page size', () => {
  const auxv = new Uint8Array(15);
  auxv[0] = 6;
  auxv[9] = 16;
  expect(scan({ '/proc/self/auxv': auxv }).pageSizeBytes).toMatchObject({ unknown: 'malformed' });
});

const V2 = {
  '/proc/self/cgroup': '0::/a.slice/b.scope\n',
  '/sys/fs/cgroup/a.slice/memory.max': '4294967296\n',
  '/sys/fs/cgroup/a.slice/memory.high': 'max\n',
  '/sys/fs/cgroup/a.slice/memory.current': '1073741824\n',
  '/sys/fs/cgroup/a.slice/b.scope/memory.max': 'max\n',
  '/sys/fs/cgroup/a.slice/b.scope/memory.high': 'max\n',
};
const V1 = {
  '/proc/self/cgroup': '9:memory:/user.slice\n0::/user.slice/session-2.scope\n',
  '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  '/sys/fs/cgroup/memory/user.slice/memory.limit_in_bytes': '1073741824\n',
  '/sys/fs/cgroup/memory/user.slice/memory.usage_in_bytes': '4096\n',
};

test.each<[string, SmallTree, object]>([
  ['version 2', V2, [{ path: '/a.slice', maxBytes: 4_294_967_296, highBytes: null, usedBytes: 1_073_741_824 }]],
  ['version 2 without the controller', { '/proc/self/cgroup': '0::/a\n', '/sys/fs/cgroup/a/cgroup.procs': '' }, []],
  ['version 1, or both', V1, [{ path: '/user.slice', maxBytes: 1_073_741_824, highBytes: null, usedBytes: 4096 }]],
  ['no memory controller at all', { '/proc/self/cgroup': '1:name=systemd:/\n' }, []],
  [
    'the root of a container',
    { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': '1024\n' },
    [{ path: '/', maxBytes: 1024, usedBytes: { unknown: 'absent' } }],
  ],
  ['not mounted', { '/proc/self/cgroup': '0::/a\n' }, { unknown: 'absent', source: '/sys/fs/cgroup/a' }],
  [
    'outside of what is mounted',
    { '/proc/self/cgroup': '0::/../b\n' },
    { unknown: 'failed', source: '/proc/self/cgroup' },
  ],
  [
    'a limit that is none',
    { ...V2, '/sys/fs/cgroup/a.slice/memory.max': 'much\n' },
    [{ path: '/a.slice', maxBytes: { unknown: 'malformed' } }],
  ],
])('control groups: %s', (_, tree, limits) => {
  expect(scan(tree).cgroupLimits).toMatchObject(limits);
});

test('free blocks go to their nodes; a node of processors has none', () => {
  const meminfo = (id: number) => ({ [`/sys/devices/system/node/node${id}/meminfo`]: `Node ${id} MemTotal: 4 kB\n` });
  const tree = { ...meminfo(0), ...meminfo(1), '/proc/buddyinfo': 'Node 0, zone DMA 1 2\n' };
  expect(scan(tree).nodes).toMatchObject([{ buddyZones: [{ zone: 'DMA', freeBlocks: [1, 2] }] }, { buddyZones: [] }]);
});

async function secure(tree: SmallTree) {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, tree);
  const unreadable = new UnreadableFiles();
  return { ...(await readSecurity(nodeHostFiles(folder.path), unreadable)), unreadable: unreadable.items };
}

const SECURE_BOOT = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';

test.each<[string, SmallTree, object]>([
  ['not booted by UEFI', { '/sys/firmware/acpi/x': '' }, { isSecureBootOn: null }],
  ['no folder of the firmware', {}, { isSecureBootOn: { unknown: 'absent' } }],
  [
    'UEFI without the variable',
    { '/sys/firmware/efi/fw_vendor': '' },
    { isSecureBootOn: { unknown: 'absent', source: SECURE_BOOT } },
  ],
  ['a longer variable', { [SECURE_BOOT]: new Uint8Array(9) }, { isSecureBootOn: { unknown: 'malformed' } }],
  ['no SELinux', { '/sys/fs/bpf/x': '' }, { selinux: 'disabled' }],
  ['no sysfs at all', {}, { selinux: { unknown: 'absent' } }],
  [
    'SELinux whose file system is not mounted here',
    { '/sys/fs/selinux/.keep': '' },
    { selinux: { unknown: 'absent', source: '/sys/fs/selinux/enforce' } },
  ],
  ['no labels', { '/sys/fs/bpf/x': '', '/sys/module/kvm/x': '' }, { ownLabel: null, apparmorProfiles: [] }],
  [
    'a list of devices',
    { '/proc/self/cgroup': '4:devices:/docker/1\n', '/sys/fs/cgroup/devices/docker/1/devices.list': 'c 1:3 rwm\n' },
    { deviceCgroup: ['c 1:3 rwm'] },
  ],
  [
    'a list outside of what is mounted',
    { '/proc/self/cgroup': '4:devices:/../1\n' },
    { deviceCgroup: { unknown: 'failed' } },
  ],
  ['version 2 has no list', V2, { deviceCgroup: null }],
])('security: %s', async (_, tree, facts) => {
  expect(await secure(tree)).toMatchObject(facts);
});

test('rules of udev: by name, /etc first, hidden by a link or an empty file', async () => {
  const rule = (text: string) => `SUBSYSTEM=="vfio", ENV{A}="${text}"\n`;
  const { udevRules, unreadable } = await secure({
    '/etc/udev/rules.d/90-b.rules': rule('own b'),
    '/etc/udev/rules.d/20-c.rules': { link: '/dev/null' },
    '/etc/udev/rules.d/30-d.rules': '',
    '/etc/udev/rules.d/README': rule('no rules file'),
    '/usr/lib/udev/rules.d/90-b.rules': rule('packaged b'),
    '/usr/lib/udev/rules.d/20-c.rules': rule('packaged c'),
    '/usr/lib/udev/rules.d/30-d.rules': rule('packaged d'),
    '/usr/lib/udev/rules.d/10-a.rules': rule('packaged a'),
    '/lib/udev/rules.d/95-e.rules': rule('old e'),
  });
  expect(udevRules).toMatchObject([
    { file: '/usr/lib/udev/rules.d/10-a.rules' },
    { file: '/etc/udev/rules.d/90-b.rules' },
    { file: '/lib/udev/rules.d/95-e.rules' },
  ]);
  expect(unreadable).toEqual([]);
});

test('more rules than anybody writes are cut, and that is said', async () => {
  const { udevRules, unreadable } = await secure({ '/etc/udev/rules.d/1.rules': 'KERNEL=="kvm"\n'.repeat(1500) });
  expect(udevRules).toHaveLength(1000);
  expect(unreadable).toEqual([{ source: '/etc/udev/rules.d/1.rules', detail: expect.stringContaining('left out') }]);
});
