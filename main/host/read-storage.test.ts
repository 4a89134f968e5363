/** Hosts with one thing out of the ordinary about their disks, written to a folder and read as a recording. */
import { describe, expect, test } from 'vitest';
import { isKnown } from '../../core/host/measured.ts';
import { type BlockDevice, type HostStorage, hostStorage } from '../../core/host/schema/storage.ts';
import { generatedHost } from '../../fixtures/generate.ts';
import { MemoryHostFiles } from '../../fixtures/memory-host-files.ts';
import { errnoError } from './errno.ts';
import type { HostFiles } from './host-files.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { Pace } from './pace.ts';
import { readStorage } from './read-storage.ts';
import { type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';
import { UnreadableFiles } from './unreadable.ts';

const MOUNTINFO = { '/proc/self/mountinfo': '29 1 8:1 / / rw - ext4 /dev/sda1 rw\n' };
const SATA = '/sys/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block';
const VIRTUAL = '/sys/devices/virtual/block';

async function read(tree: SmallTree, wrap: (files: HostFiles) => HostFiles = files => files) {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, { ...MOUNTINFO, ...tree });
  const unreadable = new UnreadableFiles();
  const storage = await readStorage(wrap(nodeHostFiles(folder.path)), new Pace(), unreadable);
  return { storage: hostStorage.parse(storage), unreadable: unreadable.items };
}

async function readDevices(tree: SmallTree): Promise<BlockDevice[]> {
  const { storage } = await read(tree);
  if (!isKnown(storage.blockDevices)) throw new Error('no block devices were read');
  return storage.blockDevices;
}

/** A device's folder and its link; undefined: no such file. */
function device(folder: string, name: string, files: Record<string, string | undefined> = {}): SmallTree {
  const usual: Record<string, string | undefined> = {
    dev: '8:0\n',
    size: '2048\n',
    'slaves/.keep': undefined,
    ...files,
  };
  const tree: SmallTree = { [`/sys/class/block/${name}`]: { link: `../..${folder.slice(4)}/${name}` } };
  tree[`${folder}/${name}/ro`] = '0\n';
  for (const [path, text] of Object.entries(usual)) if (text !== undefined) tree[`${folder}/${name}/${path}`] = text;
  return tree;
}

const record = (...properties: string[]) => ['I:1', ...properties.map(text => `E:${text}`), 'V:1', ''].join('\n');

describe('block devices', () => {
  test('a disk and its partition', async () => {
    const tree = {
      ...device(SATA, 'sda'),
      ...device(`${SATA}/sda`, 'sda1', { dev: '8:1\n', size: '1024\n', partition: '1\n' }),
      '/run/udev/data/b8:0': record('ID_PART_TABLE_TYPE=gpt'),
      '/run/udev/data/b8:1': record('ID_FS_TYPE=ext4', 'ID_FS_UUID=1a2b', 'ID_FS_LABEL_ENC=my\\x20disk'),
    };
    const usual = {
      functions: ['0000:00:17.0'],
      ways: [['0000:00:17.0']],
      madeOf: [],
      mapper: null,
      raidLevel: null,
      raidMissing: null,
      raidDisks: null,
      raidMembers: null,
      backingFile: null,
    };
    expect(await readDevices(tree)).toEqual([
      { ...usual, name: 'sda', number: '8:0', sizeBytes: 2 ** 20, partitionOf: null, signature: null },
      {
        ...usual,
        name: 'sda1',
        number: '8:1',
        sizeBytes: 2 ** 19,
        partitionOf: 'sda',
        signature: { type: 'ext4', uuid: '1a2b', label: 'my disk' },
      },
    ]);
  });

  test('of hardware that udev has no record of: not known; of software: nothing on it', async () => {
    const devices = {
      ...device(SATA, 'sda'),
      ...device(VIRTUAL, 'dm-0', { dev: '253:0\n', 'dm/name': 'a\n', 'dm/uuid': '\n' }),
    };
    const [mapped, disk] = await readDevices({ ...devices, '/run/udev/data/b7:0': record() });
    expect(mapped).toMatchObject({ signature: null, mapper: { name: 'a', uuid: '' } });
    expect(disk?.signature).toEqual({ unknown: 'absent', source: '/run/udev/data/b8:0', detail: 'ENOENT' });
    // Without udev nobody has looked.
    expect((await readDevices(devices))[0]?.signature).toMatchObject({ unknown: 'absent' });
  });

  test('arrays, with and without redundancy, and one that is not started', async () => {
    const md = (name: string, dev: string, files: Record<string, string>) => device(VIRTUAL, name, { dev, ...files });
    const devices = await readDevices({
      ...md('md0', '9:0\n', { 'md/level': 'raid5\n', 'md/degraded': '1\n', 'slaves/sdb': '', 'slaves/sda': '' }),
      ...md('md1', '9:1\n', { 'md/level': 'raid0\n' }),
      ...md('md2', '9:2\n', { 'md/level': '' }),
    });
    expect(devices).toMatchObject([
      { raidLevel: 'raid5', raidMissing: 1, madeOf: ['sda', 'sdb'] },
      { raidLevel: 'raid0', raidMissing: null },
      { raidLevel: 'inactive', raidMissing: null },
    ]);
  });

  test('ZFS pools that are imported', async () => {
    const counters = '/proc/spl/kstat/zfs';
    const tree = { [`${counters}/tank/state`]: 'ONLINE\n', [`${counters}/arcstats`]: 'x\n' };
    expect((await read(tree)).storage.importedPools).toEqual(['arcstats', 'tank']);
    expect((await read({})).storage.importedPools).toEqual([]);
  });

  test.each<[string, Record<string, string>, unknown, unknown]>([
    [
      'states of members',
      {
        'md/raid_disks': '3\n',
        'md/dev-sda1/state': 'in_sync\n',
        'md/dev-sdb1/state': 'in_sync,write_mostly\n',
        'md/dev-sdc1/state': 'faulty,blocked\n',
        'md/dev-sdd1/state': 'spare\n',
        'md/dev-sde1/state': 'journal\n',
        'md/dev-sdf1/state': 'faulty,in_sync\n',
      },
      3,
      [
        { name: 'sda1', state: 'in-sync' },
        { name: 'sdb1', state: 'in-sync' },
        { name: 'sdc1', state: 'idle' },
        { name: 'sdd1', state: 'idle' },
        { name: 'sde1', state: 'journal' },
        { name: 'sdf1', state: 'in-sync' },
      ],
    ],
    ['a reshape', { 'md/raid_disks': '3 (4)\n' }, 4, []],
    [
      'nonsense',
      { 'md/raid_disks': 'three\n', 'md/dev-sda1/state': '\n', 'md/dev-sdb1/state': 'in_sync\n' },
      { unknown: 'malformed' },
      { unknown: 'malformed', source: '/sys/class/block/md0/md/dev-sda1/state' },
    ],
    ['a word that is no state', { 'md/dev-sda1/state': 'write_mostly\n' }, {}, { unknown: 'malformed' }],
    ['a member without state', { 'md/dev-sda1/slot': '0\n' }, {}, { unknown: 'absent' }],
  ])('an array: %s', async (_, files, raidDisks, raidMembers) => {
    const tree = device(VIRTUAL, 'md0', { dev: '9:0\n', 'md/level': 'raid1\n', ...files });
    expect((await readDevices(tree))[0]).toMatchObject({ raidDisks, raidMembers });
  });

  test.each([
    ['/images/debian 13.iso\n', '/images/debian 13.iso'],
    ['/tmp/gone (deleted)\n', '/tmp/gone'],
    ['images/x\n', { unknown: 'malformed', source: '/sys/class/block/loop0/loop/backing_file', detail: 'images/x' }],
  ])('a loop device over %j', async (text, backingFile) => {
    const [loop] = await readDevices(device(VIRTUAL, 'loop0', { dev: '7:0\n', 'loop/backing_file': text }));
    expect(loop?.backingFile).toEqual(backingFile);
  });

  test('two controllers of one NVMe subsystem are two ways; paths that nobody can open are left out', async () => {
    const subsystem = '/sys/devices/virtual/nvme-subsystem/nvme-subsys0';
    const controller = (n: number) => `/sys/devices/pci0000:00/0000:00:0${n}.0/0000:0${n}:00.0/nvme/nvme${n}`;
    const tree = {
      ...device(subsystem, 'nvme0n1', { dev: '259:0\n' }),
      [`${subsystem}/model`]: 'x\n',
      [`${subsystem}/nvme1`]: { link: `../../..${controller(1).slice('/sys/devices'.length)}` },
      [`${subsystem}/nvme2`]: { link: `../../..${controller(2).slice('/sys/devices'.length)}` },
      [`${subsystem}/nvme3`]: { link: '../../nvme-fabrics/ctl/nvme3' },
      '/sys/class/nvme-subsystem/nvme-subsys0': { link: '../../devices/virtual/nvme-subsystem/nvme-subsys0' },
      ...device(controller(1), 'nvme0c1n1', { dev: undefined, hidden: '1\n' }),
    };
    const { storage, unreadable } = await read(tree);
    expect(unreadable).toEqual([]);
    expect(storage.blockDevices).toMatchObject([
      {
        name: 'nvme0n1',
        functions: ['0000:01:00.0', '0000:02:00.0'],
        ways: [['0000:01:00.0'], ['0000:02:00.0'], []],
      },
    ]);
  });

  test('what vanishes or fails is named, and the others stay', async () => {
    const tree = { ...device(SATA, 'sda'), ...device(SATA, 'sdb', { dev: 'x\n' }) };
    const { storage, unreadable } = await read(tree, files => {
      const readLink = files.readLink.bind(files);
      files.readLink = path => {
        if (path.endsWith('/sda')) throw errnoError('EIO', 'readlink', path);
        return readLink(path);
      };
      return files;
    });
    expect(storage.blockDevices).toEqual([]);
    expect(unreadable).toEqual([
      { source: '/sys/class/block/sda', detail: 'failed: EIO' },
      { source: '/sys/class/block/sdb/dev', detail: 'malformed: x' },
    ]);
  });

  test('a device without a medium is not asked what is on it', async () => {
    const [drive] = await readDevices(device(SATA, 'sr0', { dev: '11:0\n', size: '0\n' }));
    expect(drive).toMatchObject({ sizeBytes: 0, signature: null });
  });

  test('sizes beyond what a number holds are malformed', async () => {
    const [huge] = await readDevices(device(SATA, 'sda', { size: '9007199254740991\n' }));
    expect(huge?.sizeBytes).toMatchObject({ unknown: 'malformed' });
  });
});

describe('file systems', () => {
  const UUID = '91d1f5f2-4f0b-4d5e-9c1e-6d2b3e8f7a55';

  test.each<[string, SmallTree, HostStorage['btrfs']]>([
    [
      'btrfs with two devices',
      {
        [`/sys/fs/btrfs/${UUID}/devices/sdb`]: '',
        [`/sys/fs/btrfs/${UUID}/devices/sda`]: '',
        '/sys/fs/btrfs/features/x': '',
      },
      [{ uuid: UUID, devices: ['sda', 'sdb'] }],
    ],
    ['a kernel without btrfs', { '/sys/fs/ext4/features/x': '' }, []],
    ['no sysfs at all', {}, { unknown: 'absent', source: '/sys/fs', detail: 'ENOENT' }],
  ])('%s', async (_, tree, btrfs) => expect((await read(tree)).storage.btrfs).toEqual(btrfs));

  test('mounts are read, and named when they are not', async () => {
    expect((await read({})).storage.mounts).toEqual([{ point: '/', type: 'ext4', source: '/dev/sda1', number: '8:1' }]);
    expect((await read({ '/proc/self/mountinfo': 'nonsense\n' })).storage.mounts).toMatchObject({
      unknown: 'malformed',
    });
  });
});

test('a large host is read without keeping others waiting', async () => {
  const files = new MemoryHostFiles(generatedHost(4096));
  let opens = 0;
  const counted = new Proxy(files, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      return typeof method === 'function'
        ? (...args: unknown[]) => {
            opens++;
            return Reflect.apply(method, target, args) as unknown;
          }
        : method;
    },
  });
  const storage = await readStorage(counted, new Pace(), new UnreadableFiles());
  const count = isKnown(storage.blockDevices) ? storage.blockDevices.length : 0;
  expect(count).toBeGreaterThan(400);
  // Link, folder, number, size, members, udev: no more for a disk.
  expect(opens / count).toBeLessThan(6.5);
});
