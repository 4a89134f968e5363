import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown, type Unknown } from '../host/measured.ts';
import type { SwapArea } from '../host/schema/memory.ts';
import type { BlockDevice, HostStorage, RaidMember } from '../host/schema/storage.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { block, disk, holding, mapped, mountOf, partition, storageOf } from '../testing/storage-host.ts';
import { costOfEach, costOfSelection, functionsInAssembled } from './cost-of-functions.ts';

// Functions of the sample that nothing but disks can make dear: SATA, NVMe, NVMe, USB with nothing in it.
const [SATA, NVME, OTHER] = ['0000:00:17.0', '0000:02:00.0', '0000:06:00.0'] as [Bdf, Bdf, Bdf];
const gap: Unknown = { unknown: 'denied', source: '/x', detail: 'EACCES' };

let sample: HostSnapshot;
beforeAll(async () => {
  const host = await sampleSnapshot('intel-desktop');
  // Who has what open is another part's.
  sample = { ...host, holders: { deviceFiles: [], processes: [], unreadableProcesses: 0 } };
});

const hostOf = (storage: HostStorage, swaps: SwapArea[] = []): HostSnapshot => ({
  ...sample,
  storage,
  memory: { ...sample.memory, swaps },
});
const swapOn = (path: string, usedBytes: number, kind: SwapArea['kind'] = 'partition'): SwapArea => ({
  path,
  kind,
  sizeBytes: 2 ** 30,
  usedBytes,
});
const cost = (host: HostSnapshot, ...leaving: Bdf[]) => costOfSelection(host, new Set(leaving));
/** Level and chain of each reason. */
const told = (host: HostSnapshot, ...leaving: Bdf[]) =>
  cost(host, ...leaving).reasons.map(
    reason => `${reason.level}: ${'chain' in reason ? reason.chain.join(' > ') : reason.kind}`,
  );

describe('what a mount rests on', () => {
  test('a partition', () => {
    const devices = [disk('nvme0n1', NVME), partition('nvme0n1p1', 'nvme0n1'), disk('sda', SATA)];
    const host = hostOf(storageOf(devices, [mountOf(devices, 'nvme0n1p1', '/')]));
    expect(told(host, NVME)).toEqual(['refuses: / > nvme0n1p1 > nvme0n1']);
    expect(told(host, SATA)).toEqual([]);
    expect(cost(host, SATA)).toEqual({ level: 'free', reasons: [], gaps: [] });
  });

  test('LVM on LUKS, and LVM over two disks', () => {
    const devices = [
      disk('nvme0n1', NVME),
      partition('nvme0n1p3', 'nvme0n1'),
      disk('sda', SATA),
      mapped('dm-0', 'crypt', 'CRYPT-LUKS2-1a2b-crypt', ['nvme0n1p3']),
      mapped('dm-1', 'vg-root', 'LVM-abc', ['dm-0', 'sda']),
    ];
    const host = hostOf(storageOf(devices, [mountOf(devices, 'dm-1', '/home')]));
    expect(told(host, NVME)).toEqual(['refuses: /home > dm-1 (vg-root) > dm-0 (crypt) > nvme0n1p3 > nvme0n1']);
    expect(told(host, SATA)).toEqual(['refuses: /home > dm-1 (vg-root) > sda']);
    expect(cost(host, NVME, SATA).reasons.map(reason => reason.bdf)).toEqual([SATA, NVME]);
  });

  test('a loop device, by the file on a mount', () => {
    const devices = [disk('sda', SATA), disk('nvme0n1', NVME), block('loop0', { backingFile: '/mnt/data/home.img' })];
    const mounts = [
      mountOf(devices, 'nvme0n1', '/'),
      mountOf(devices, 'sda', '/mnt/data'),
      mountOf(devices, 'loop0', '/home'),
    ];
    const host = hostOf(storageOf(devices, mounts));
    expect(told(host, SATA)).toEqual([
      'refuses: /home > loop0 (/mnt/data/home.img) > /mnt/data > sda',
      'costs: /mnt/data > sda',
    ]);
    // Packages mounted from files on the root say no more than the root.
    const snap = [...devices, block('loop1', { backingFile: '/var/lib/snapd/snaps/core.snap' })];
    const withSnap = storageOf(snap, [...mounts, mountOf(snap, 'loop1', '/snap/core/1')]);
    expect(told(hostOf(withSnap), NVME)).toEqual(['refuses: / > nvme0n1']);
  });

  test('btrfs has all its devices, whichever the mount names', () => {
    const devices = [disk('nvme0n1', NVME), partition('nvme0n1p3', 'nvme0n1'), disk('sda', SATA), disk('sdb', OTHER)];
    const btrfs = [
      { uuid: 'a', devices: ['sdb'] },
      { uuid: 'b', devices: ['nvme0n1p3', 'sda'] },
    ];
    const mount = { ...mountOf(devices, 'anonymous', '/home', 'btrfs'), source: '/dev/nvme0n1p3' };
    const host = hostOf(storageOf(devices, [mount], btrfs));
    expect(told(host, SATA)).toEqual(['refuses: /home > sda']);
    expect(told(host, NVME)).toEqual(['refuses: /home > nvme0n1p3 > nvme0n1']);
    expect(told(host, OTHER)).toEqual([]);
    const unclear = { ...mount, source: '/dev/root' };
    expect(cost(hostOf(storageOf(devices, [unclear], btrfs)), SATA).gaps).toMatchObject([
      { source: '/proc/self/mountinfo' },
    ]);
  });

  test('NVMe with two controllers goes with both', () => {
    const devices = [block('nvme0n1', { ways: [[NVME], [OTHER]] })];
    const host = hostOf(storageOf(devices, [mountOf(devices, 'nvme0n1', '/')]));
    expect(cost(host, NVME).level).toBe('free');
    expect(cost(host, NVME, OTHER).level).toBe('refuses');
  });

  test('multipath goes on with one path', () => {
    const devices = [disk('sda', SATA), disk('sdb', OTHER), mapped('dm-0', 'mpatha', 'mpath-36001', ['sda', 'sdb'])];
    const host = hostOf(storageOf(devices, [mountOf(devices, 'dm-0', '/')]));
    expect(told(host, SATA)).toEqual(['costs: dm-0 (mpatha) > sda']);
    expect(cost(host, SATA, OTHER).level).toBe('refuses');
  });

  test('a virtual function goes with its physical one', () => {
    const functions = Array.isArray(sample.functions)
      ? sample.functions.map(fn => (fn.bdf === OTHER ? { ...fn, physicalFunction: NVME } : fn))
      : [];
    const devices = [disk('nvme9n1', OTHER)];
    const host = { ...hostOf(storageOf(devices, [mountOf(devices, 'nvme9n1', '/')])), functions };
    expect(cost(host, NVME).level).toBe('refuses');
    expect(cost(host, OTHER).level).toBe('refuses');
  });
});

describe('arrays', () => {
  type State = RaidMember['state'];
  const raid = (raidLevel: string, raidMissing: number | null, members: Bdf[], states: State[] = []) => {
    const disks = members.map((bdf, index) => disk(`sd${'abcd'[index]}`, bdf));
    const raidMembers = disks.map(({ name }, index) => ({ name, state: states[index] ?? 'in-sync' }));
    const inSync = raidMembers.filter(({ state }) => state === 'in-sync').length;
    const array = { raidLevel, raidMissing, raidDisks: inSync + (raidMissing ?? 0), raidMembers };
    const devices = [...disks, block('md0', { ...array, madeOf: disks.map(one => one.name) })];
    return hostOf(storageOf(devices, [mountOf(devices, 'md0', '/home')]));
  };

  test.each<[string, number | null, Bdf[], Bdf[], string]>([
    ['raid1', 0, [SATA, NVME], [SATA], 'costs'],
    ['raid1', 0, [SATA, NVME], [SATA, NVME], 'refuses'],
    ['raid1', 0, [SATA, SATA], [SATA], 'refuses'],
    ['raid5', 0, [SATA, NVME, OTHER], [NVME], 'costs'],
    ['raid5', 1, [SATA, NVME], [NVME], 'refuses'],
    ['raid6', 0, [SATA, NVME, OTHER, OTHER], [OTHER], 'costs'],
    ['raid0', null, [SATA, NVME], [SATA], 'refuses'],
    ['linear', null, [SATA, NVME], [NVME], 'refuses'],
  ])('%s that lacks %s members, on %j without %j: %s', (level, missing, members, leaving, expected) => {
    expect(cost(raid(level, missing, members), ...leaving).level).toBe(expected);
  });

  test.each<[string, number, Bdf[], State[], Bdf[], string[]]>([
    // A faulty member stays bound until somebody removes it.
    ['raid1', 1, [SATA, NVME], ['idle', 'in-sync'], [NVME], [`refuses ${NVME}`]],
    ['raid1', 1, [SATA, NVME], ['idle', 'in-sync'], [SATA], [`costs ${SATA}`]],
    ['raid1', 1, [SATA, NVME], ['idle', 'in-sync'], [SATA, NVME], [`refuses ${NVME}`]],
    // A hot spare holds nothing.
    [
      'raid1',
      0,
      [SATA, NVME, OTHER],
      ['in-sync', 'in-sync', 'idle'],
      [SATA, NVME],
      [`refuses ${SATA}`, `refuses ${NVME}`],
    ],
    ['raid1', 0, [SATA, NVME, OTHER], ['in-sync', 'in-sync', 'idle'], [SATA], [`costs ${SATA}`]],
    ['raid1', 0, [SATA, NVME, OTHER], ['in-sync', 'in-sync', 'idle'], [OTHER], [`costs ${OTHER}`]],
    [
      'raid1',
      0,
      [SATA, NVME, OTHER],
      ['in-sync', 'in-sync', 'idle'],
      [SATA, OTHER],
      [`costs ${SATA}`, `costs ${OTHER}`],
    ],
    // RAID 5 that is being rebuilt, and its journal.
    ['raid5', 1, [SATA, NVME, OTHER], ['in-sync', 'in-sync', 'idle'], [SATA], [`refuses ${SATA}`]],
    ['raid6', 0, [SATA, NVME, OTHER], ['in-sync', 'in-sync', 'journal'], [OTHER], [`refuses ${OTHER}`]],
  ])('%s that lacks %i, members %j being %j, without %j', (level, missing, members, states, leaving, expected) => {
    const { reasons } = cost(raid(level, missing, members, states), ...leaving);
    expect(reasons.map(reason => `${reason.level} ${reason.bdf}`)).toEqual(expected);
  });

  test('a member that carries no data is told apart, and not where the same function has one that does', () => {
    const kinds = (host: HostSnapshot, bdf: Bdf) => cost(host, bdf).reasons.map(({ kind }) => kind);
    const spare = raid('raid1', 0, [SATA, NVME, OTHER], ['in-sync', 'in-sync', 'idle']);
    expect([kinds(spare, SATA), kinds(spare, OTHER)]).toEqual([['array-member'], ['idle-member']]);
    const same = raid('raid1', 0, [OTHER, OTHER, NVME], ['idle', 'in-sync', 'in-sync']);
    expect(kinds(same, OTHER)).toEqual(['array-member']);
  });

  test('members whose states could not be read leave a gap, and nothing to spare', () => {
    const host = raid('raid1', 0, [SATA, NVME]);
    const devices = isKnown(host.storage.blockDevices) ? host.storage.blockDevices : [];
    const blockDevices = devices.map(one => (one.name === 'md0' ? { ...one, raidMembers: gap } : one));
    expect(cost({ ...host, storage: { ...host.storage, blockDevices } }, NVME)).toMatchObject({
      level: 'refuses',
      gaps: [gap],
    });
  });

  test('a degraded array names what rests on it', () => {
    expect(cost(raid('raid1', 0, [SATA, NVME]), SATA).reasons).toEqual([
      {
        bdf: SATA,
        level: 'costs',
        kind: 'array-member',
        array: 'md0',
        raidLevel: 'raid1',
        points: ['/home'],
        chain: ['md0', 'sda'],
      },
    ]);
  });

  test('a level that was not read promises nothing, and is a gap', () => {
    const host = raid('raid1', 0, [SATA, NVME]);
    const blockDevices = Array.isArray(host.storage.blockDevices)
      ? host.storage.blockDevices.map(one => (one.name === 'md0' ? { ...one, raidLevel: gap } : one))
      : [];
    expect(cost({ ...host, storage: { ...host.storage, blockDevices } }, SATA)).toMatchObject({
      level: 'refuses',
      gaps: [gap],
    });
  });

  test('a pool of ZFS with one member refuses, with two the layout is open', () => {
    const devices = [
      disk('nvme0n1', NVME),
      partition('nvme0n1p1', 'nvme0n1', holding('zfs_member', 'tank')),
      // The whole disk shows the label too.
      block('sda', { ways: [[SATA]], ...holding('zfs_member', 'tank') }),
      partition('sda1', 'sda', holding('zfs_member', 'tank')),
    ];
    const mount = mountOf(devices, 'tank/root', '/', 'zfs');
    const one = hostOf(storageOf(devices.slice(0, 2), [mount]));
    expect(told(one, NVME)).toEqual(['refuses: / > tank (ZFS pool) > nvme0n1p1 > nvme0n1']);
    const whole = hostOf(storageOf(devices.slice(2), [mount]));
    expect(told(whole, SATA)).toEqual(['refuses: / > tank (ZFS pool) > sda1 > sda']);
    expect(cost(whole, SATA).gaps).toEqual([]);
    const two = hostOf(storageOf(devices, [mount]));
    expect(cost(two, SATA)).toMatchObject({
      level: 'costs',
      reasons: [{ kind: 'array-member', array: 'tank', raidLevel: null, points: ['/'] }],
      gaps: [{ source: 'the layout of tank' }],
    });
    expect(cost(two, SATA, NVME).level).toBe('refuses');
    const none = hostOf(storageOf(devices.slice(0, 1), [mount]));
    expect(cost(none, NVME).gaps).toMatchObject([{ detail: 'no member of the ZFS pool tank' }]);
  });

  test('RAID of LVM is open too', () => {
    const devices = [
      disk('sda', SATA),
      disk('sdb', OTHER),
      mapped('dm-0', 'vg-home_rimage_0', 'LVM-a', ['sda']),
      mapped('dm-1', 'vg-home_rimage_1', 'LVM-b', ['sdb']),
      mapped('dm-2', 'vg-home', 'LVM-c', ['dm-0', 'dm-1']),
    ];
    const host = hostOf(storageOf(devices, [mountOf(devices, 'dm-2', '/home')]));
    expect(cost(host, SATA)).toMatchObject({ level: 'costs', gaps: [{ source: 'the layout of vg-home' }] });
  });
});

describe('swap', () => {
  const devices = [
    disk('nvme0n1', NVME),
    mapped('dm-1', 'my--vg-swap', 'LVM-x', ['nvme0n1']),
    disk('sda', SATA),
    block('zram0'),
  ];

  test.each<[string, SwapArea, Bdf, string[]]>([
    ['in use', swapOn('/dev/dm-1', 4096), NVME, ['refuses: swap /dev/dm-1 > dm-1 (my--vg-swap) > nvme0n1']],
    [
      'empty',
      swapOn('/dev/mapper/my--vg-swap', 0),
      NVME,
      ['costs: swap /dev/mapper/my--vg-swap > dm-1 (my--vg-swap) > nvme0n1'],
    ],
    [
      'by the names of LVM',
      swapOn('/dev/my-vg/swap', 1),
      NVME,
      ['refuses: swap /dev/my-vg/swap > dm-1 (my--vg-swap) > nvme0n1'],
    ],
    ['in memory', swapOn('/dev/zram0', 4096), NVME, []],
    [
      'in a file',
      swapOn('/data/swap file', 4096, 'file'),
      SATA,
      ['refuses: swap /data/swap file > /data > sda', 'costs: /data > sda'],
    ],
  ])('%s', (_, area, bdf, expected) => {
    const host = hostOf(storageOf(devices, [mountOf(devices, 'sda', '/data')]), [area]);
    expect(told(host, bdf)).toEqual(expected);
    expect(cost(host, bdf).gaps).toEqual([]);
  });

  test('on a device that is not there', () => {
    const host = hostOf(storageOf(devices, []), [swapOn('/dev/sdz1', 1)]);
    expect(cost(host, NVME).gaps).toMatchObject([{ source: '/dev/sdz1' }]);
  });
});

describe('a disk that nobody uses', () => {
  test('costs only when something is on it', () => {
    const empty = hostOf(storageOf([disk('nvme1n1', OTHER)], []));
    expect(cost(empty, OTHER)).toEqual({ level: 'free', reasons: [], gaps: [] });
    const devices = [
      disk('nvme1n1', OTHER),
      partition('nvme1n1p1', 'nvme1n1', holding('crypto_LUKS')),
      partition('nvme1n1p2', 'nvme1n1'),
    ];
    expect(cost(hostOf(storageOf(devices, [])), OTHER).reasons).toEqual([
      {
        bdf: OTHER,
        level: 'costs',
        kind: 'unused-disk',
        device: 'nvme1n1',
        sizeBytes: 2 ** 30,
        contents: [
          { device: 'nvme1n1p1', type: 'crypto_LUKS', label: null },
          { device: 'nvme1n1p2', type: null, label: null },
        ],
      },
    ]);
  });

  test('whose content was not read is no free one', () => {
    const host = hostOf(storageOf([block('nvme1n1', { ways: [[OTHER]], signature: gap })], []));
    expect(cost(host, OTHER)).toMatchObject({ level: 'free', gaps: [gap] });
    expect(cost(host, SATA).gaps).toEqual([]);
  });
});

describe('what is told', () => {
  test('mounts below another of the same file system are not', () => {
    const devices = [disk('nvme0n1', NVME)];
    const mounts = ['/', '/home', '/var/lib/docker/x', '/etc/hosts', '/'].map(point =>
      mountOf(devices, 'nvme0n1', point),
    );
    expect(told(hostOf(storageOf(devices, mounts)), NVME)).toEqual([
      'refuses: / > nvme0n1',
      'refuses: /home > nvme0n1',
    ]);
  });

  test('gravest first', () => {
    const devices = [disk('sda', SATA), disk('sdb', SATA)];
    const mounts = [mountOf(devices, 'sda', '/mnt/a'), mountOf(devices, 'sdb', '/usr')];
    expect(told(hostOf(storageOf(devices, mounts)), SATA)).toEqual(['refuses: /usr > sdb', 'costs: /mnt/a > sda']);
  });
});

describe('what was not measured', () => {
  const devices = [disk('sda', SATA), mapped('dm-0', 'crypt', 'CRYPT-a', ['sda'])];
  const storage = (change: Partial<HostStorage>) => ({ ...storageOf(devices, []), ...change });

  test.each<[string, Partial<HostStorage>]>([
    ['mounts', { mounts: gap }],
    ['btrfs', { btrfs: gap }],
    ['imported pools', { importedPools: gap }],
    ['what a device is made of', { blockDevices: [disk('sda', SATA), block('dm-0', { madeOf: gap })] }],
    ['the file of a loop', { blockDevices: [disk('sda', SATA), block('loop0', { backingFile: gap })] }],
    ['the name of a mapped device', { blockDevices: [disk('sda', SATA), block('dm-0', { mapper: gap })] }],
  ])('%s: a gap of every function with a disk, and of no other', (_, change) => {
    const host = hostOf(storage(change));
    expect(cost(host, SATA)).toMatchObject({ level: 'free', gaps: [gap] });
    expect(cost(host, OTHER).gaps).toEqual([]);
  });

  test('block devices: a gap of what may carry disks', () => {
    const each = costOfEach(hostOf(storage({ blockDevices: gap })));
    for (const bdf of [SATA, NVME, '0000:00:14.0' as Bdf]) expect(each.get(bdf)?.gaps, bdf).toContainEqual(gap);
    expect(each.get('0000:00:1f.4' as Bdf)?.gaps).toEqual([]);
    // An SD card reader is no storage controller by its class.
    const functions = Array.isArray(sample.functions)
      ? sample.functions.map(fn => (fn.bdf === '0000:00:1f.4' ? { ...fn, classCode: 0x080501 } : fn))
      : [];
    const withReader = { ...hostOf(storage({ blockDevices: gap })), functions };
    expect(cost(withReader, '0000:00:1f.4' as Bdf).gaps).toContainEqual(gap);
  });

  test('swap', () => {
    const host = { ...sample, storage: storage({}), memory: { ...sample.memory, swaps: gap } };
    expect(cost(host, SATA).gaps).toEqual([gap]);
  });

  test('a device that another one names and that is not there', () => {
    const host = hostOf(storage({ blockDevices: [disk('sda', SATA), mapped('dm-0', 'a', '', ['sdz'])] }));
    expect(cost(host, SATA).gaps).toMatchObject([{ source: '/sys/class/block/sdz', detail: 'named by dm-0' }]);
  });

  test('a device that could not be listed; one that vanished is not missed', () => {
    const unreadable = [
      { source: '/sys/class/block/sdb', detail: 'failed: EIO' },
      { source: '/sys/class/block/sdc', detail: 'absent: ENOENT' },
    ];
    expect(cost({ ...hostOf(storage({})), unreadable }, SATA).gaps).toMatchObject([{ source: '/sys/class/block/sdb' }]);
  });

  test('a root whose disk cannot be told', () => {
    const host = hostOf(storage({ mounts: [mountOf(devices, 'overlay', '/', 'overlay')] }));
    expect(cost(host, SATA).gaps).toMatchObject([{ detail: 'what / (overlay) rests on' }]);
  });

  test('devices that rest on each other', () => {
    const circle = [disk('sda', SATA), block('dm-0', { madeOf: ['dm-1', 'sda'] }), block('dm-1', { madeOf: ['dm-0'] })];
    const host = hostOf(storageOf(circle, [mountOf(circle, 'dm-1', '/')]));
    expect(cost(host, SATA).gaps).toMatchObject([{ detail: 'rests on itself' }]);
  });
});

describe('a device in use that names neither a function nor a device below it', () => {
  const NIC = '0000:05:00.0' as Bdf;
  const using = (name: string, more: Partial<BlockDevice> = {}) => {
    const devices = [disk('sda', SATA), block(name, more)];
    return hostOf(storageOf(devices, [mountOf(devices, name, '/srv')]));
  };
  const gapsOf = (host: HostSnapshot, bdf: Bdf) => cost(host, bdf).gaps.map(({ source }) => source);

  test.each(['drbd0', 'emcpowera', 'something1'])('%s may lie on any disk', name => {
    expect(gapsOf(using(name), SATA)).toEqual([`/sys/class/block/${name}`]);
    expect(gapsOf(using(name), NIC)).toEqual([]);
  });

  test.each<[string, Partial<BlockDevice>]>([
    ['nbd0', {}],
    ['rbd0', {}],
    ['sdb', {}],
    ['nvme1n1', {}],
    // One controller over TCP: a way that no function cuts.
    ['nvme2n1', { ways: [[]] }],
  ])('%s may be reached over any network function', (name, more) => {
    const host = using(name, more);
    expect(gapsOf(host, NIC)).toEqual([`/sys/class/block/${name}`]);
    expect(costOfEach(host).get(NIC)?.gaps).toHaveLength(1);
    expect(gapsOf(host, SATA)).toEqual([]);
  });

  test.each(['zram0', 'ram0', 'mmcblk0', 'pmem0'])('%s is on no PCI function', name => {
    expect([...gapsOf(using(name), NIC), ...gapsOf(using(name), SATA)]).toEqual([]);
  });

  test('below a volume and a partition; nothing is open where nobody uses it', () => {
    const devices = [disk('sda', SATA), block('drbd0'), partition('drbd0p1', 'drbd0')];
    const volume = mapped('dm-0', 'vg-a', 'LVM-a', ['drbd0p1']);
    expect(gapsOf(hostOf(storageOf([...devices, volume], [])), SATA)).toEqual([]);
    const all = [...devices, volume];
    const host = hostOf(storageOf(all, [mountOf(all, 'dm-0', '/srv')]));
    expect(cost(host, SATA).gaps).toMatchObject([{ detail: 'which disk is below it, and carries /srv' }]);
  });

  test('swap counts as well', () => {
    expect(gapsOf(hostOf(storageOf([block('nbd0')], []), [swapOn('/dev/nbd0', 0)]), NIC)).toHaveLength(1);
  });
});

describe('what the kernel keeps open', () => {
  const both = [disk('sda', SATA), disk('nvme0n1', NVME)];
  const members = both.map(({ name }) => ({ name, state: 'in-sync' as const }));
  const array = { raidMissing: null, raidDisks: 2, raidMembers: members, madeOf: ['sda', 'nvme0n1'] };
  const pool = [
    { ...disk('sda', SATA), ...holding('zfs_member', 'tank') },
    { ...disk('nvme0n1', NVME), ...holding('zfs_member', 'tank') },
  ];
  test.each<[string, HostStorage, Bdf[]]>([
    ['an array that runs', storageOf([...both, block('md0', { ...array, raidLevel: 'raid0' })], []), [SATA, NVME]],
    ['a mirror', storageOf([...both, block('md0', { ...array, raidLevel: 'raid1' })], []), [SATA, NVME]],
    ['an opened container', storageOf([...both, mapped('dm-0', 'crypt', 'CRYPT-a', ['sda'])], []), [SATA]],
    ['an imported pool', { ...storageOf(pool, []), importedPools: ['arcstats', 'tank'] }, [SATA, NVME]],
    ['a pool that is not imported', { ...storageOf(pool, []), importedPools: ['arcstats'] }, []],
    ['a ZFS volume', storageOf([...pool, block('zd0')], []), [SATA, NVME]],
    ['disks by themselves', storageOf([...both, partition('sda1', 'sda')], []), []],
  ])('%s, with no mount', (_, storage, expected) => {
    const host = hostOf(storage);
    expect([...functionsInAssembled(host, new Set([SATA, NVME, OTHER]))].sort()).toEqual(expected);
    for (const bdf of [SATA, NVME])
      expect(functionsInAssembled(host, new Set([bdf]))).toEqual(new Set(expected.filter(one => one === bdf)));
  });
});
