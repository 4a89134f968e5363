/** Hosts with one thing out of the ordinary, written to a folder and read as a recording. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { gzipStored } from '../../fixtures/gzip.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { Pace } from './pace.ts';
import { readLibvirtVersion } from './read-libvirt.ts';
import { readPlatform } from './read-platform.ts';
import { type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';
import { UnreadableFiles } from './unreadable.ts';

const RELEASE = '6.12.9-amd64';
const absent = (source: string) => ({ unknown: 'absent', source, detail: 'ENOENT' });

async function read(tree: SmallTree, { release = RELEASE, flags = ['vmx'] } = {}) {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, tree);
  const unreadable = new UnreadableFiles();
  const files = nodeHostFiles(folder.path);
  const kernel = { release, commandLine: [], lockdown: 'none' } as const;
  const cpu = { flags } as unknown as HostSnapshot['cpu'];
  const platform = await readPlatform(files, { kernel: { ...kernel, commandLine: [] }, cpu }, new Pace(), unreadable);
  return { platform, unreadable: unreadable.items, libvirt: await readLibvirtVersion(files, unreadable) };
}

const lists = (builtIn: string, loadable: string): SmallTree => ({
  '/sys/module/README': '',
  [`/lib/modules/${RELEASE}/modules.builtin`]: builtIn,
  [`/lib/modules/${RELEASE}/modules.dep`]: loadable,
});
const LISTS = lists('kernel/fs/ext4/ext4.ko\n', 'kernel/drivers/vfio/pci/vfio-pci.ko.xz:\n');

async function moduleOf(tree: SmallTree, name: string) {
  const { platform, unreadable } = await read(tree);
  if (!Array.isArray(platform.modules)) throw new Error('modules are not known');
  return { module: platform.modules.find(one => one.name === name), unreadable };
}

test('of an empty folder nothing is known, and nothing guessed', async () => {
  const { platform, libvirt } = await read({});
  expect(platform).toMatchObject({
    distribution: absent('/etc/os-release'),
    board: absent('/sys/class/dmi/id'),
    isUefi: false,
    loaderInfo: null,
    bootFiles: [],
    bootFilesUnmeasured: [],
    modules: absent('/sys/module'),
    installedKernels: absent('/lib/modules'),
    kernelConfig: absent('/proc/config.gz'),
    hypervisor: null,
    cgroupControllers: absent('/sys/fs/cgroup/cgroup.controllers'),
  });
  expect(libvirt).toBeNull();
});

test('controllers of control groups of version 1 are those of the hierarchies that this process is in', async () => {
  const tree = { '/proc/self/cgroup': '5:devices:/\n4:cpu,cpuacct:/\n1:name=systemd:/\n0::/\n' };
  expect((await read(tree)).platform.cgroupControllers).toEqual(['devices', 'cpu', 'cpuacct']);
  const both = { ...tree, '/sys/fs/cgroup/cgroup.controllers': 'cpu io\n' };
  expect((await read(both)).platform.cgroupControllers).toEqual(['cpu', 'io']);
  const unifiedOnly = { '/proc/self/cgroup': '0::/\n' };
  expect((await read(unifiedOnly)).platform.cgroupControllers).toEqual(absent('/sys/fs/cgroup/cgroup.controllers'));
});

describe('modules', () => {
  test('are loaded, to be had, built in or absent', async () => {
    const tree = {
      ...lists('kernel/drivers/pci/pci-stub.ko\n', 'kernel/drivers/vfio/pci/vfio-pci.ko.zst:\nkernel/a/kvm.ko:\n'),
      '/sys/module/kvm/initstate': 'live\n',
      '/sys/module/kvm/refcnt': '2\n',
      '/sys/module/kvm/parameters/ignore_msrs': 'N\n',
      '/sys/module/kvm/parameters/halt_poll_ns': '200000\n',
      '/sys/module/simpledrm/parameters/x': 'Y\n',
    };
    const { platform } = await read(tree);
    const states = Object.fromEntries((Array.isArray(platform.modules) ? platform.modules : []).map(m => [m.name, m]));
    expect(states.kvm).toEqual({ name: 'kvm', state: 'loaded', useCount: 2, parameters: { ignore_msrs: 'N' } });
    expect(states.vfio_pci).toEqual({ name: 'vfio_pci', state: 'loadable', useCount: null, parameters: {} });
    expect([states.pci_stub?.state, states.simpledrm?.state]).toEqual(['built-in', 'built-in']);
    expect(states.nouveau?.state).toBe('absent');
  });

  test('are looked for where NixOS keeps them', async () => {
    const folder = `/run/booted-system/kernel-modules/lib/modules/${RELEASE}`;
    const tree = {
      '/sys/module/README': '',
      [`${folder}/modules.dep`]: 'kernel/vfio-pci.ko.xz:\n',
      [`${folder}/modules.builtin`]: 'kernel/ext4.ko\n',
    };
    expect((await moduleOf(tree, 'vfio_pci')).module?.state).toBe('loadable');
  });

  test('without the lists are not known to be absent', async () => {
    const { module, unreadable } = await moduleOf({ '/sys/module/README': '' }, 'vfio_pci');
    const gap = absent(`/lib/modules/${RELEASE}/modules.dep`);
    expect(module).toMatchObject({ state: gap });
    expect(unreadable.map(({ source }) => source)).toContain(gap.source);
  });

  test.each([
    ['cut', 'kernel/drivers/vfio/pci/vfio-p'],
    ['garbage', '\u0001 garbage\n'],
    ['empty', ''],
  ])('a list that is %s proves nothing', async (_, text) => {
    const tree = { ...LISTS, [`/lib/modules/${RELEASE}/modules.dep`]: text };
    expect((await moduleOf(tree, 'vfio_pci')).module?.state).toMatchObject({ unknown: 'malformed' });
  });

  test('one that is a module only, and shows no state, is a riddle', async () => {
    const tree = { ...LISTS, '/sys/module/vfio_pci/parameters/ids': '\n' };
    expect((await moduleOf(tree, 'vfio_pci')).module?.state).toEqual(absent('/sys/module/vfio_pci/initstate'));
  });

  test('a parameter of many lines, or none, is malformed; an empty one is empty', async () => {
    const tree = {
      ...LISTS,
      '/sys/module/vfio_pci/initstate': 'live\n',
      '/sys/module/vfio_pci/refcnt': '-1\n',
      '/sys/module/vfio_pci/parameters/ids': '\n',
      '/sys/module/vfio_pci/parameters/disable_vga': 'N\nY\n',
      '/sys/module/vfio_pci/parameters/nointxmask': '',
    };
    expect((await moduleOf(tree, 'vfio_pci')).module).toMatchObject({
      useCount: 0,
      parameters: { ids: '', disable_vga: { unknown: 'malformed' }, nointxmask: { unknown: 'malformed' } },
    });
  });

  test('a release that is a path leads nowhere', async () => {
    const { platform } = await read(LISTS, { release: '../../etc' });
    expect(JSON.stringify(platform)).not.toContain('/lib/modules/../');
  });
});

describe('the kernel configuration', () => {
  const text = '# Linux/x86 6.12.9 Kernel Configuration\nCONFIG_VFIO_PCI=m\n# CONFIG_IOMMUFD is not set\n';
  const options = { VFIO_PCI: 'm', IOMMUFD: 'n' };
  /** A good configuration, but for the comments that swell it. */
  const BOMB = gzipSync(`${text}${'# and so on\n'.repeat(1_500_000)}`);
  const copy = `/boot/config-${RELEASE}`;
  const configOf = async (tree: SmallTree) => {
    const { platform, unreadable } = await read(tree);
    return {
      config: platform.kernelConfig,
      unreadable: unreadable.filter(({ source }) => !source.includes('modules')),
    };
  };

  test.each([
    ['packed by gzip', gzipSync(text)],
    ['packed by ourselves', gzipStored(text)],
  ])('is the one in the kernel, %s', async (_, bytes) => {
    expect(await configOf({ '/proc/config.gz': bytes, [copy]: 'nonsense\n' })).toEqual({
      config: { source: '/proc/config.gz', options },
      unreadable: [],
    });
  });

  test.each([copy, `/lib/modules/${RELEASE}/config`])('is a copy in %s', async path => {
    expect((await configOf({ [path]: text })).config).toEqual({ source: path, options });
  });

  test.each([
    ['no gzip', new Uint8Array([1, 2, 3])],
    ['cut', gzipSync(text).subarray(0, 30)],
    ['empty', new Uint8Array()],
    ['a bomb', BOMB],
    ['too large', new Uint8Array(2 * 1024 * 1024)],
  ])('that is %s is told, and the copy counts', async (_, bytes) => {
    const { config, unreadable } = await configOf({ '/proc/config.gz': bytes, [copy]: text });
    expect(config).toEqual({ source: copy, options });
    expect(unreadable).toEqual([{ source: '/proc/config.gz', detail: expect.stringMatching(/^malformed: /) }]);
  });

  test('that is a bomb, without a copy, is malformed', async () => {
    expect((await configOf({ '/proc/config.gz': BOMB })).config).toMatchObject({ unknown: 'malformed' });
  });
});

describe('the boot loader', () => {
  const variables = '/sys/firmware/efi/efivars';
  const info = `${variables}/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f`;
  const utf16 = (words: string) => new Uint8Array([6, 0, 0, 0, ...Buffer.from(`${words}\0`, 'utf16le')]);

  test.each<[string, SmallTree, unknown]>([
    ['says its name', { [info]: utf16('systemd-boot 257.13') }, 'systemd-boot 257.13'],
    ['says nothing', { [`${variables}/BootCurrent-x`]: '' }, null],
    ['speaks nonsense', { [info]: new Uint8Array([6, 0, 0, 0, 1]) }, { unknown: 'malformed', source: info }],
    ['is not to be heard', { '/sys/firmware/efi/fw_platform_size': '64\n' }, absent(variables)],
  ])('%s', async (_, tree, expected) => {
    const { platform } = await read(tree);
    expect(platform.isUefi).toBe(true);
    if (typeof expected === 'object' && expected !== null) expect(platform.loaderInfo).toMatchObject(expected);
    else expect(platform.loaderInfo).toBe(expected);
  });

  test('leaves files, by which it is known', async () => {
    const { platform } = await read({ '/etc/default/grub': '', '/boot/loader/loader.conf': '', '/etc/other': '' });
    expect(platform.bootFiles).toEqual(['/etc/default/grub', '/boot/loader/loader.conf']);
  });
});

test('the second os-release counts where the first is missing or spoiled', async () => {
  const second = { '/usr/lib/os-release': 'ID=void\n' };
  expect((await read(second)).platform.distribution).toMatchObject({ id: 'void' });
  const { platform, unreadable } = await read({ ...second, '/etc/os-release': 'rubbish' });
  expect(platform.distribution).toMatchObject({ id: 'void' });
  expect(unreadable).toContainEqual({ source: '/etc/os-release', detail: 'malformed: rubbish' });
});

test('the hypervisor is named by the firmware, or by the kernel', async () => {
  const guest = { flags: ['hypervisor'] };
  const board = { '/sys/class/dmi/id/sys_vendor': 'QEMU\n' };
  expect((await read(board, guest)).platform.hypervisor).toBe('qemu');
  expect((await read({ ...board, '/sys/hypervisor/type': 'xen\n' }, guest)).platform.hypervisor).toBe('xen');
  expect((await read({}, guest)).platform.hypervisor).toBe('unidentified');
  expect((await read({ '/sys/hypervisor/type': '\u0001\n' }, guest)).platform.hypervisor).toMatchObject({
    unknown: 'malformed',
  });
});

test('libvirt says its version through whichever program is there', async () => {
  const recording = (answers: Record<string, string>) => ({
    '/recording.json': JSON.stringify({ format: 'bindery-recording', version: 1, nodes: {}, answers }),
  });
  const daemon = { '/usr/sbin/libvirtd --version': 'libvirtd (libvirt) 11.3.0\n' };
  const shell = { '/usr/bin/virsh --version': '10.0.0\n' };
  expect((await read(recording({ ...shell, ...daemon }))).libvirt).toBe('11.3.0');
  expect((await read(recording(shell))).libvirt).toBe('10.0.0');
  const spoiled = { '/usr/sbin/libvirtd --version': 'segfault\n' };
  expect((await read(recording(spoiled))).libvirt).toMatchObject({ unknown: 'malformed' });
  const { libvirt, unreadable } = await read(recording({ ...spoiled, ...shell }));
  expect(libvirt).toBe('10.0.0');
  expect(unreadable).toContainEqual({ source: '/usr/sbin/libvirtd --version', detail: 'malformed: segfault' });
});
