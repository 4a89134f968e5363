/** Processes and their open files, on hosts that hide, close and lose them. */
import { describe, expect, test } from 'vitest';
import { isKnown } from '../../core/host/measured.ts';
import { type HostSnapshot, hostSnapshot } from '../../core/host/snapshot.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { block, disk, mapped, partition, storageOf } from '../../core/testing/storage-host.ts';
import { MemoryHostFiles } from '../../fixtures/memory-host-files.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { emptyFolder, file, folderAt, line, link, put, type TreeFolder } from '../../fixtures/tree.ts';
import { errnoError } from './errno.ts';
import { Pace } from './pace.ts';
import { readHolders } from './read-holders.ts';
import { UnreadableFiles } from './unreadable.ts';

const [FIRST, SECOND] = ['0000:01:00.0', '0000:02:00.0'] as [Bdf, Bdf];
const sample = await sampleSnapshot('intel-desktop');

type Known = Pick<HostSnapshot, 'functions' | 'storage' | 'seat'>;

/** Two functions of a kind that the test chooses. */
function known(changes: { driver?: string | null; powerState?: string; iommuGroup?: number }, second = changes): Known {
  const [model] = Array.isArray(sample.functions) ? sample.functions : [];
  if (!model) throw new Error('the sample has no function');
  const functions = [
    { ...model, bdf: FIRST, driver: null, vfioNode: null, ...changes },
    { ...model, bdf: SECOND, driver: null, vfioNode: null, ...second },
  ];
  return { functions, storage: { ...sample.storage, blockDevices: [] }, seat: { ...sample.seat, usbDevices: [] } };
}

function emptyHost(): TreeFolder {
  const root = emptyFolder();
  for (const folder of ['/sys/class', '/sys/dev/char', '/dev', '/proc/1/fd']) folderAt(root, folder);
  put(root, '/proc/self/ns/pid', link('pid:[4026531836]'));
  put(root, '/etc/passwd', file('root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n'));
  return root;
}

function addProcess(root: TreeFolder, pid: number, name: string, ...open: string[]): void {
  put(root, `/proc/${pid}/comm`, line(name));
  put(root, `/proc/${pid}/status`, file(`Name:\t${name}\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\nGroups:\t\n`));
  folderAt(root, `/proc/${pid}/fd`);
  open.forEach((target, number) => put(root, `/proc/${pid}/fd/${number}`, link(target)));
}

function addDevice(root: TreeFolder, className: string, name: string, bdf: Bdf): void {
  const path = `devices/pci0000:00/${bdf}/${className}/${name}`;
  folderAt(root, `/sys/${path}`);
  put(root, `/sys/class/${className}/${name}`, link(`../../${path}`));
}

async function read(root: TreeFolder, facts: Known, files = new MemoryHostFiles({ root, answers: new Map() })) {
  const unreadable = new UnreadableFiles();
  const holders = await readHolders(files, facts, new Pace(), unreadable);
  expect(hostSnapshot.shape.holders.parse(holders)).toEqual(holders);
  return { ...holders, unreadable: unreadable.items.map(item => item.source) };
}

describe('device files', () => {
  test.each([
    ['drm', 'renderD128', '/dev/dri/renderD128'],
    ['accel', 'accel0', '/dev/accel/accel0'],
    ['sound', 'pcmC0D3p', '/dev/snd/pcmC0D3p'],
    ['input', 'event5', '/dev/input/event5'],
    ['hidraw', 'hidraw0', '/dev/hidraw0'],
    ['nvme', 'nvme0', '/dev/nvme0'],
    ['infiniband_verbs', 'uverbs0', '/dev/infiniband/uverbs0'],
    ['i2c-dev', 'i2c-7', '/dev/i2c-7'],
  ])('of class %s: %s is %s', async (className, name, path) => {
    const root = emptyHost();
    addDevice(root, className, name, FIRST);
    addDevice(root, className, 'card0-DP-1', FIRST);
    expect((await read(root, known({}))).deviceFiles).toEqual([{ path, functions: [FIRST] }]);
  });

  test('of disks, with the slash that sysfs writes otherwise', async () => {
    const facts = known({});
    const [model] = Array.isArray(sample.storage.blockDevices) ? sample.storage.blockDevices : [];
    if (!model) throw new Error('the sample has no disk');
    facts.storage.blockDevices = [{ ...model, name: 'cciss!c0d0', functions: [SECOND, FIRST] }];
    expect((await read(emptyHost(), facts)).deviceFiles).toEqual([
      { path: '/dev/cciss/c0d0', functions: [FIRST, SECOND] },
    ]);
  });

  const numbered = (root: TreeFolder, number: string, path: string, uevent?: string) => {
    folderAt(root, `/sys/devices/${path}`);
    put(root, `/sys/dev/char/${number}`, link(`../../devices/${path}`));
    if (uevent !== undefined) put(root, `/sys/devices/${path}/uevent`, file(uevent));
  };

  test.each([
    ['212:4', 'dvb/dvb0.frontend0', 'dvb/adapter0/frontend0'],
    ['4:68', 'tty/ttyS4', 'ttyS4'],
    ['243:0', 'uio/uio0', 'uio0'],
    ['29:0', 'graphics/fb0', 'fb0'],
    ['9:0', 'host0/target0:0:0/0:0:0:0/scsi_tape/st0', 'st0'],
    ['250:0', 'host0/target0:0:0/0:0:0:0/bsg/0:0:0:0', 'bsg/0:0:0:0'],
    ['248:0', 'ptp/ptp0', 'ptp0'],
  ])('of any class: number %s, %s, is %s', async (number, below, name) => {
    const root = emptyHost();
    numbered(root, number, `pci0000:00/${FIRST}/${below}`, `MAJOR=1\nMINOR=2\nDEVNAME=${name}\nDEVMODE=0600\n`);
    numbered(root, '1:3', 'virtual/mem/null');
    // A whole USB device, which the list of these has.
    numbered(root, '189:4', `pci0000:00/${FIRST}/usb1/1-4`);
    const { deviceFiles, unreadable } = await read(root, known({}));
    expect({ deviceFiles, unreadable }).toEqual({
      deviceFiles: [{ path: `/dev/${name}`, functions: [FIRST] }],
      unreadable: [],
    });
  });

  test('a device that its class has told is not asked again', async () => {
    const root = emptyHost();
    addDevice(root, 'drm', 'card0', FIRST);
    put(root, '/sys/dev/char/226:0', link(`../../devices/pci0000:00/${FIRST}/drm/card0`));
    const { deviceFiles, unreadable } = await read(root, known({}));
    expect(deviceFiles).toEqual([{ path: '/dev/dri/card0', functions: [FIRST] }]);
    expect(unreadable).toEqual([]);
  });

  test.each<[string, (root: TreeFolder) => void, string[]]>([
    ['no name', root => numbered(root, '243:0', `pci0000:00/${FIRST}/uio/uio0`, 'MAJOR=243\n'), ['243:0/uevent']],
    [
      'a name that leads elsewhere',
      root => numbered(root, '243:0', `pci0000:00/${FIRST}/uio/uio0`, 'DEVNAME=../etc/passwd\n'),
      ['243:0/uevent'],
    ],
    ['no uevent', root => numbered(root, '243:0', `pci0000:00/${FIRST}/uio/uio0`), ['243:0/uevent']],
    ['a link to nowhere', root => put(root, '/sys/dev/char/243:0', link('uio0')), ['243:0']],
    ['no link', root => put(root, '/sys/dev/char/243:0', file('')), ['243:0']],
    ['no folder', root => folderAt(root, '/sys/dev').entries.delete('char'), ['']],
  ])('a device with %s is told as unreadable, and never as nothing', async (_, spoil, sources) => {
    const root = emptyHost();
    spoil(root);
    const { deviceFiles, unreadable } = await read(root, known({}));
    expect(deviceFiles).toEqual([]);
    expect(unreadable).toEqual(sources.map(source => ['/sys/dev/char', source].filter(Boolean).join('/')));
  });

  test('of what is built on disks are those of every disk below', async () => {
    const facts = known({});
    const pool = { signature: { type: 'zfs_member', label: 'tank', uuid: null } };
    facts.storage = storageOf(
      [
        disk('nvme0n1', FIRST),
        partition('nvme0n1p1', 'nvme0n1'),
        disk('sda', SECOND),
        partition('sda1', 'sda', pool),
        mapped('dm-0', 'crypt', 'CRYPT-a', ['nvme0n1p1']),
        mapped('dm-1', 'vg-vm', 'LVM-a', ['dm-0', 'sda']),
        block('zd0'),
        block('zram0'),
      ],
      [],
    );
    const { deviceFiles } = await read(emptyHost(), facts);
    const files = isKnown(deviceFiles) ? deviceFiles : [];
    expect(Object.fromEntries(files.map(({ path, functions }) => [path.slice(5), functions]))).toEqual({
      nvme0n1: [FIRST],
      nvme0n1p1: [FIRST],
      sda: [SECOND],
      sda1: [SECOND],
      'dm-0': [FIRST],
      'dm-1': [FIRST, SECOND],
      zd0: [SECOND],
    });
  });

  test('of a ZFS volume, where there are several pools, are those of all', async () => {
    const facts = known({});
    const inPool = (label: string) => ({ signature: { type: 'zfs_member', label, uuid: null } });
    facts.storage = storageOf(
      [{ ...disk('sda', FIRST), ...inPool('a') }, { ...disk('sdb', SECOND), ...inPool('b') }, block('zd0')],
      [],
    );
    expect((await read(emptyHost(), facts)).deviceFiles).toContainEqual({
      path: '/dev/zd0',
      functions: [FIRST, SECOND],
    });
  });

  test('of a VFIO group are those of all members', async () => {
    const root = emptyHost();
    for (const node of ['7', 'noiommu-9', 'vfio']) put(root, `/dev/vfio/${node}`, file(''));
    const { deviceFiles } = await read(root, known({ driver: 'vfio-pci', iommuGroup: 7 }));
    expect(deviceFiles).toEqual([{ path: '/dev/vfio/7', functions: [FIRST, SECOND] }]);
  });

  test('of AMD compute belong to every amdgpu', async () => {
    const { deviceFiles } = await read(emptyHost(), known({ driver: 'amdgpu' }, { driver: 'nouveau' }));
    expect(deviceFiles).toEqual([{ path: '/dev/kfd', functions: [FIRST] }]);
  });
});

describe('the nodes of NVIDIA', () => {
  const information = (minor: number) => file(`Model: \t\t NVIDIA\nDevice Minor: \t ${minor}\n`);
  const host = () => {
    const root = emptyHost();
    for (const node of ['nvidia0', 'nvidia1', 'nvidiactl']) put(root, `/dev/${node}`, file(''));
    return root;
  };
  const owners = async (root: TreeFolder, facts: Known) => {
    const { deviceFiles, unreadable } = await read(root, facts);
    const files = Array.isArray(deviceFiles) ? deviceFiles : [];
    return { ...Object.fromEntries(files.map(one => [one.path, one.functions])), unreadable };
  };

  test('are numbered by the driver, and the control nodes are shared', async () => {
    const root = host();
    put(root, `/proc/driver/nvidia/gpus/${FIRST}/information`, information(1));
    put(root, `/proc/driver/nvidia/gpus/${SECOND}/information`, information(0));
    expect(await owners(root, known({ driver: 'nvidia', powerState: 'D0' }))).toMatchObject({
      '/dev/nvidia0': [SECOND],
      '/dev/nvidia1': [FIRST],
      '/dev/nvidiactl': [FIRST, SECOND],
      unreadable: [],
    });
  });

  test('a sleeping card is not asked, because that would wake it: what is left is its own', async () => {
    const root = host();
    put(root, `/proc/driver/nvidia/gpus/${SECOND}/information`, information(0));
    const facts = known({ driver: 'nvidia', powerState: 'D3cold' }, { driver: 'nvidia', powerState: 'D0' });
    expect(await owners(root, facts)).toMatchObject({
      '/dev/nvidia0': [SECOND],
      '/dev/nvidia1': [FIRST],
      unreadable: [],
    });
  });

  test('the only card has them all, asleep or not', async () => {
    const facts = known({ driver: 'nvidia', powerState: 'D0' }, { driver: 'vfio-pci' });
    expect(await owners(host(), facts)).toMatchObject({ '/dev/nvidia0': [FIRST], unreadable: [] });
  });

  test('a text that does not tell the number is told, and the nodes count for all that are not known', async () => {
    const root = host();
    put(root, `/proc/driver/nvidia/gpus/${FIRST}/information`, file('Model: ?\n'));
    put(root, `/proc/driver/nvidia/gpus/${SECOND}/information`, information(0));
    expect(await owners(root, known({ driver: 'nvidia', powerState: 'D0' }))).toMatchObject({
      '/dev/nvidia1': [FIRST],
      unreadable: [`/proc/driver/nvidia/gpus/${FIRST}/information`],
    });
  });
});

describe('processes', () => {
  const host = () => {
    const root = emptyHost();
    addDevice(root, 'drm', 'card0', FIRST);
    addDevice(root, 'drm', 'renderD128', FIRST);
    return root;
  };

  test('are those that have a device file open, each file once', async () => {
    const root = host();
    addProcess(root, 30, 'sway', '/dev/dri/card0', 'socket:[1]', '/dev/dri/renderD128', '/dev/dri/card0', '/dev/null');
    addProcess(root, 4, 'bash', '/dev/pts/0');
    expect(await read(root, known({}))).toMatchObject({
      processes: [{ pid: 30, name: 'sway', uid: 1000, user: 'ada', paths: ['/dev/dri/card0', '/dev/dri/renderD128'] }],
      unreadableProcesses: 0,
      unreadable: [],
    });
  });

  test('a node that was made anew is still the same device', async () => {
    const root = host();
    addProcess(root, 30, 'sway', '/dev/dri/card0 (deleted)');
    expect(await read(root, known({}))).toMatchObject({ processes: [{ paths: ['/dev/dri/card0'] }] });
  });

  test('of other users are counted', async () => {
    const root = host();
    folderAt(root, '/proc/31/fd').mode = 0o500;
    folderAt(root, '/proc/1/fd').mode = 0o500;
    expect(await read(root, known({}))).toMatchObject({ processes: [], unreadableProcesses: 2, unreadable: [] });
  });

  test('one whose links cannot be read is counted once', async () => {
    const root = host();
    addProcess(root, 30, 'secret', '/dev/dri/card0', '/dev/dri/renderD128');
    const files = new FailingLinks(root, /^\/proc\/30\/fd\//, 'EACCES');
    expect(await read(root, known({}), files)).toMatchObject({ processes: [], unreadableProcesses: 1 });
  });

  test.each(['ENOENT', 'ESRCH'])('one that ends during the look (%s) is no error', async code => {
    const root = host();
    addProcess(root, 30, 'short', '/dev/dri/card0');
    addProcess(root, 31, 'sway', '/dev/dri/card0');
    const files = new FailingLinks(root, /^\/proc\/30\/fd\//, code);
    expect(await read(root, known({}), files)).toMatchObject({
      processes: [{ pid: 31 }],
      unreadableProcesses: 0,
      unreadable: [],
    });
  });

  test('a name may be odd, and an account unknown', async () => {
    const root = host();
    addProcess(root, 30, 'a\u0007b c', '/dev/dri/card0');
    root.entries.delete('etc');
    expect(await read(root, known({}))).toMatchObject({ processes: [{ name: 'a\u0007b c', uid: 1000, user: null }] });
  });

  test('many open files let others have their turn', async () => {
    const root = host();
    addProcess(root, 30, 'server', ...Array<string>(10_000).fill('socket:[1]'), '/dev/dri/card0');
    expect(await read(root, known({}))).toMatchObject({ processes: [{ pid: 30, paths: ['/dev/dri/card0'] }] });
  });
});

describe('what hides processes altogether', () => {
  test('hidepid: process 1 is not listed', async () => {
    const root = emptyHost();
    folderAt(root, '/proc').entries.delete('1');
    expect((await read(root, known({}))).unreadableProcesses).toMatchObject({ unknown: 'denied', source: '/proc' });
  });

  test('a container has process numbers of its own', async () => {
    const root = emptyHost();
    folderAt(root, '/proc/self/ns').entries.set('pid', link('pid:[4026532570]'));
    expect((await read(root, known({}))).unreadableProcesses).toMatchObject({
      unknown: 'denied',
      source: '/proc/self/ns/pid',
    });
  });

  test('a kernel without namespaces hides nothing by them', async () => {
    const root = emptyHost();
    folderAt(root, '/proc/self').entries.delete('ns');
    expect((await read(root, known({}))).unreadableProcesses).toBe(0);
  });

  test('without the list of functions nothing can be told', async () => {
    const gap = { unknown: 'denied', source: '/sys/bus/pci/devices', detail: 'EACCES' } as const;
    expect(await read(emptyHost(), { ...known({}), functions: gap })).toMatchObject({
      deviceFiles: gap,
      processes: gap,
      unreadableProcesses: gap,
    });
  });
});

class FailingLinks extends MemoryHostFiles {
  readonly #which: RegExp;
  readonly #code: string;

  constructor(root: TreeFolder, which: RegExp, code: string) {
    super({ root, answers: new Map() });
    this.#which = which;
    this.#code = code;
  }

  override readLink(path: string): string {
    if (this.#which.test(path)) throw errnoError(this.#code, 'readlink', path);
    return super.readLink(path);
  }
}
