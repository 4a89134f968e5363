/** Hosts with one thing out of the ordinary, written to a folder and read as a recording. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isKnown } from '../../core/host/measured.ts';
import { type HostSnapshot, hostSnapshot, type PciFunction } from '../../core/host/snapshot.ts';
import { generatedHost } from '../../fixtures/generate.ts';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { MemoryHostFiles } from '../../fixtures/memory-host-files.ts';
import type { HostFiles } from './host-files.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { readHost } from './read-host.ts';
import { functionFiles, type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';

const OPTIONS = { origin: { kind: 'live' }, now: () => new Date(0) } as const;
const DEVICES = '/sys/bus/pci/devices';
const NIC = '0000:02:00.0';

async function scan(
  tree: SmallTree,
  wrap: (files: HostFiles, root: string) => HostFiles = files => files,
): Promise<HostSnapshot> {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, { '/proc/sys/kernel/osrelease': '6.12.9-amd64\n', ...tree });
  const host = await readHost(wrap(nodeHostFiles(folder.path), folder.path), OPTIONS);
  return hostSnapshot.parse(host);
}

async function scanFunction(tree: SmallTree): Promise<PciFunction> {
  const { functions } = await scan(tree);
  if (!Array.isArray(functions) || functions[0] === undefined) throw new Error('no function was read');
  return functions[0];
}

const absent = (source: string) => ({ unknown: 'absent', source, detail: 'ENOENT' });

describe('a host', () => {
  test('of an empty folder is a snapshot without a single fact', async () => {
    const host = await scan({});
    expect(host).toMatchObject({
      takenAt: '1970-01-01T00:00:00.000Z',
      functions: absent(DEVICES),
      kernel: { commandLine: absent('/proc/cmdline'), lockdown: absent('/sys/kernel/security/lockdown') },
      cpu: { vendor: absent('/proc/cpuinfo'), logicalCpus: absent('/sys/devices/system/cpu/online') },
      iommu: { units: absent('/sys/class/iommu'), groups: absent('/sys/kernel/iommu_groups') },
      memory: { nodes: absent('/sys/devices/system/node') },
      user: { uid: absent('/proc/self/status'), name: absent('/proc/self/status') },
      deviceNodes: [],
      missingNodes: [
        { path: '/dev/kvm', reason: 'absent' },
        { path: '/dev/iommu', reason: 'absent' },
        { path: '/dev/vfio/vfio', reason: 'absent' },
        { path: '/dev/vhost-net', reason: 'absent' },
        { path: '/dev/net/tun', reason: 'absent' },
        { path: '/dev/udmabuf', reason: 'absent' },
      ],
      qemu: [],
      firmware: [],
      unreadable: [],
    });
  });

  test('without an IOMMU driver has no units, if the folder above can be seen', async () => {
    expect((await scan({ '/sys/class/net/lo': '' })).iommu.units).toEqual([]);
  });

  test('may have no PCI functions', async () => {
    expect((await scan({ '/sys/bus/pci/devices/../drivers/x': '' })).functions).toEqual(absent(DEVICES));
    const host = await scan({ [`${DEVICES}/README`]: '' });
    expect(host.functions).toEqual([]);
    expect(host.unreadable).toEqual([{ source: `${DEVICES}/README`, detail: 'not a PCI address' }]);
  });

  test('lists functions by address, whatever order the folder has', async () => {
    const bdfs = ['10000:e1:00.0', '0000:0a:00.1', '0000:0a:00.0', '0001:00:00.0'];
    const { functions } = await scan(Object.assign({}, ...bdfs.map(bdf => functionFiles({ bdf }))));
    expect(functions).toMatchObject(
      ['0000:0a:00.0', '0000:0a:00.1', '0001:00:00.0', '10000:e1:00.0'].map(bdf => ({ bdf })),
    );
  });
});

describe('a function', () => {
  test('is read from as few files as say it', async () => {
    expect(await scanFunction(functionFiles({ bdf: NIC, bridges: ['0000:00:1c.0'] }))).toEqual({
      bdf: NIC,
      vendorId: 0x8086,
      deviceId: 0x1533,
      subsystemVendorId: 0x8086,
      subsystemDeviceId: 0x0001,
      classCode: 0x020000,
      revision: 3,
      vendorName: 'Intel Corporation',
      deviceName: 'I210 Gigabit Network Connection',
      driver: null,
      driverOverride: null,
      vfioNode: null,
      iommuGroup: null,
      bars: [],
      optionRom: null,
      isBootVga: null,
      resetMethods: [],
      numaNode: null,
      bridgePath: ['0000:00:1c.0'],
      powerState: 'D0',
      runtimeStatus: 'active',
      mayRuntimeSuspend: null,
      isD3coldAllowed: null,
      link: null,
      romFileMode: null,
      sriov: null,
      physicalFunction: null,
      candidateModules: absent('/lib/modules/6.12.9-amd64/modules.alias'),
      suppliers: absent('/sys/class/devlink'),
      consumers: absent('/sys/class/devlink'),
      config: expect.stringMatching(/^868033150000100003000002(00){52}$/),
    });
  });

  test.each(['suspended', 'suspending'])('that is %s is not woken', async status => {
    const fn = await scanFunction(functionFiles({ bdf: NIC, files: { 'power/runtime_status': `${status}\n` } }));
    expect(fn.config).toEqual({
      unknown: 'withheld',
      source: `${DEVICES}/${NIC}/config`,
      detail: `power/runtime_status says ${status}`,
    });
    expect(fn.revision).toBe(3);
  });

  test('whose sleep is not known is left alone', async () => {
    const fn = await scanFunction(functionFiles({ bdf: NIC, files: { 'power/runtime_status': 'dozing\n' } }));
    expect(fn.config).toEqual({
      unknown: 'malformed',
      source: `${DEVICES}/${NIC}/power/runtime_status`,
      detail: 'dozing',
    });
  });

  test('of a kernel without power management never sleeps', async () => {
    const fn = await scanFunction(functionFiles({ bdf: NIC, files: { 'power/runtime_status': undefined } }));
    expect(fn.config).toMatch(/^8680/);
  });

  test('that fell off the bus keeps what the kernel remembers', async () => {
    const fn = await scanFunction(functionFiles({ bdf: NIC, config: new Uint8Array(64).fill(0xff) }));
    expect(fn).toMatchObject({ vendorId: 0x8086, revision: 3, config: 'ff'.repeat(64) });
  });

  test('on an old kernel does not say how it could be reset', async () => {
    const old = { '/proc/sys/kernel/osrelease': '5.10.0-28-amd64\n', ...functionFiles({ bdf: NIC }) };
    expect((await scanFunction(old)).resetMethods).toEqual(absent(`${DEVICES}/${NIC}/reset_method`));
  });

  test('cannot be reset where another function has methods, whatever the release says', async () => {
    const { functions } = await scan({
      '/proc/sys/kernel/osrelease': '5.14.0-503.el9.x86_64\n',
      ...functionFiles({ bdf: '0000:00:00.0' }),
      ...functionFiles({ bdf: NIC, files: { reset_method: 'flr bus\n' } }),
    });
    expect(functions).toMatchObject([{ resetMethods: [] }, { resetMethods: ['flr', 'bus'] }]);
  });

  test('that vanishes during the scan is not half read', async () => {
    const bdf = NIC;
    const { functions, unreadable } = await scan(
      functionFiles({ bdf, files: { reset_method: 'flr\n' } }),
      (files, root) => {
        const readText = files.readText.bind(files);
        files.readText = path => {
          const text = readText(path);
          if (path.endsWith('/runtime_status')) {
            rmSync(join(root, `/sys/devices/pci0000:00/${bdf}`), { recursive: true });
            rmSync(join(root, `${DEVICES}/${bdf}`));
          }
          return text;
        };
        return files;
      },
    );
    expect(functions).toEqual([]);
    expect(unreadable).toContainEqual({ source: `${DEVICES}/${bdf}`, detail: 'vanished during the scan' });
  });

  test('without its ids says nothing by its missing files', async () => {
    const fn = await scanFunction(functionFiles({ bdf: NIC, files: { uevent: undefined, numa_node: undefined } }));
    const gone = (name: string) => absent(`${DEVICES}/${NIC}/${name}`);
    expect(fn).toMatchObject({
      vendorId: gone('uevent'),
      candidateModules: gone('uevent'),
      iommuGroup: gone('iommu_group'),
      numaNode: gone('numa_node'),
      resetMethods: gone('reset_method'),
      sriov: gone('sriov_totalvfs'),
      link: gone('max_link_speed'),
    });
  });

  test.each([
    ['30000', '1\n', true],
    ['30000', '0\n', false],
    ['30000', undefined, absent(`${DEVICES}/${NIC}/boot_vga`)],
    ['30200', undefined, null],
    ['30200', '1\n', true],
  ])('of class %s with boot_vga %j: %j', async (code, bootVga, isBootVga) => {
    const uevent = `PCI_CLASS=${code}\nPCI_ID=10DE:2684\nPCI_SUBSYS_ID=0000:0000\n`;
    const fn = await scanFunction(functionFiles({ bdf: NIC, uevent, files: { boot_vga: bootVga } }));
    expect(fn.isBootVga).toEqual(isBootVga);
  });

  test('has its name from the first list that the host has', async () => {
    const lists = { '/usr/share/hwdata/pci.ids': '8086  Intel\n\t1533  A network card\n' };
    expect(await scanFunction({ ...functionFiles({ bdf: NIC }), ...lists })).toMatchObject({
      vendorName: 'Intel',
      deviceName: 'A network card',
    });
  });
});

const build = (description: string) =>
  JSON.stringify({
    description,
    'interface-types': ['uefi'],
    mapping: { device: 'memory', filename: '/fw' },
    targets: [],
    features: [],
  });

const recording = (answers: Record<string, string>) =>
  JSON.stringify({ format: 'bindery-recording', version: 1, answers });

describe('firmware', () => {
  test('is listed by file name; /etc replaces and hides what packages installed', async () => {
    const host = await scan({
      '/usr/share/qemu/firmware/60-b.json': build('packaged b'),
      '/usr/share/qemu/firmware/50-a.json': build('packaged a'),
      '/usr/share/qemu/firmware/70-c.json': build('packaged c'),
      '/usr/share/qemu/firmware/80-broken.json': '{',
      '/usr/share/qemu/firmware/.hidden.json': '{',
      '/usr/share/qemu/firmware/README': '{',
      '/etc/qemu/firmware/50-a.json': build('own a'),
      '/etc/qemu/firmware/70-c.json': '',
    });
    expect(host.firmware).toMatchObject([
      { descriptor: '/etc/qemu/firmware/50-a.json', description: 'own a' },
      { descriptor: '/usr/share/qemu/firmware/60-b.json' },
    ]);
    expect(host.unreadable).toEqual([
      { source: '/usr/share/qemu/firmware/80-broken.json', detail: 'malformed: no JSON' },
    ]);
  });
});

describe('QEMU', () => {
  test('is listed once, however many names it has', async () => {
    const host = await scan({
      '/usr/bin/qemu-system-x86_64': '',
      '/usr/bin/qemu-kvm': { link: 'qemu-system-x86_64' },
      '/usr/sbin': { link: 'bin' },
      '/usr/libexec/qemu-kvm': { link: '/usr/bin/qemu-kvm' },
      '/recording.json': recording({ '/usr/bin/qemu-system-x86_64 --version': 'QEMU emulator version 9.2.1\n' }),
    });
    expect(host.qemu).toEqual([
      {
        path: '/usr/bin/qemu-system-x86_64',
        architecture: 'x86_64',
        version: { text: '9.2.1', major: 9, minor: 2, micro: 1 },
      },
    ]);
  });

  test('that cannot be asked is still listed', async () => {
    const host = await scan({ '/usr/libexec/qemu-kvm': '', '/proc/cpuinfo': 'vendor_id : AuthenticAMD\n' });
    const source = '/usr/libexec/qemu-kvm --version';
    expect(host.qemu).toEqual([{ path: '/usr/libexec/qemu-kvm', architecture: 'x86_64', version: absent(source) }]);
  });
});

test('a large host does not keep others waiting', async () => {
  const files = new MemoryHostFiles(generatedHost(4096));
  let isDone = false;
  let turns = 0;
  const count = (): void => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const host = await readHost(files, OPTIONS);
  isDone = true;
  expect(host.functions).toHaveLength(4096);
  expect(turns).toBeGreaterThan(2);
});

test('a group that VFIO made without an IOMMU is known by its name', async () => {
  const sample = sampleHosts.find(host => host.id === 'intel-desktop');
  const files = new MemoryHostFiles(sample?.tree() ?? expect.fail('no sample'));
  const readText = files.readText.bind(files);
  files.readText = path => (path === '/sys/kernel/iommu_groups/2/name' ? 'vfio-noiommu\n' : readText(path));
  const { iommu } = await readHost(files, { origin: { kind: 'live' }, now: () => new Date(0) });
  const names = isKnown(iommu.groups) ? iommu.groups.map(group => [group.id, group.name]) : [];
  expect(names.filter(([, name]) => name !== null)).toEqual([[2, 'vfio-noiommu']]);
});
