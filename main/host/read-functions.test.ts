/** Functions with one thing out of the ordinary, written to a folder and read as a recording. */
import { describe, expect, test } from 'vitest';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { type PciFunction, pciFunction } from '../../core/host/schema/pci-function.ts';
import { configBytes } from '../../core/pci/config-space.ts';
import { configHex, u16, u32 } from '../../core/testing/config-bytes.ts';
import type { HostFiles } from './host-files.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { Pace } from './pace.ts';
import { readFunctions } from './read-functions.ts';
import { functionFiles, type SmallTree, writeSmallTree } from './testing/small-tree.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';
import { UnreadableFiles } from './unreadable.ts';

const DEVICES = '/sys/bus/pci/devices';
const NIC = '0000:02:00.0';
const FOLDER = `/sys/devices/pci0000:00/${NIC}`;
const RELEASE = '6.12.9-amd64';
const MODULES = `/lib/modules/${RELEASE}`;

type ScanOptions = { release?: Measured<string>; wrap?: (files: HostFiles) => HostFiles };

async function scan(
  tree: SmallTree,
  { release = RELEASE, wrap = files => files }: ScanOptions = {},
): Promise<{ functions: PciFunction[]; unreadable: UnreadableFiles['items'] }> {
  using folder = new TemporaryFolder();
  writeSmallTree(folder.path, tree);
  const unreadable = new UnreadableFiles();
  const functions = await readFunctions(wrap(nodeHostFiles(folder.path)), release, new Pace(), unreadable);
  if (!isKnown(functions)) throw new Error(functions.source);
  return { functions: functions.map(fn => pciFunction.parse(fn)), unreadable: unreadable.items };
}

async function scanOne(tree: SmallTree, release?: Measured<string>): Promise<PciFunction> {
  const [fn] = (await scan(tree, release === undefined ? {} : { release })).functions;
  return fn ?? expect.fail('no function was read');
}

const nic = (files: Record<string, string | undefined>, config?: Uint8Array) =>
  functionFiles({ bdf: NIC, files, ...(config && { config }) });
const state = (gigatransfersPerSecond: number, width: number) => ({ gigatransfersPerSecond, width });
const unknown = (name: string, reason: string, detail: string) => ({
  unknown: reason,
  source: `${DEVICES}/${NIC}/${name}`,
  detail,
});

describe('a link', () => {
  const files = (now: [string, string], most: [string, string]) =>
    nic({
      current_link_speed: `${now[0]}\n`,
      current_link_width: `${now[1]}\n`,
      max_link_speed: `${most[0]}\n`,
      max_link_width: `${most[1]}\n`,
    });

  test.each([
    ['runs', ['8.0 GT/s PCIe', '4'], ['16.0 GT/s PCIe', '16'], { now: state(8, 4), most: state(16, 16) }],
    [
      'has nothing behind it',
      ['2.5 GT/s PCIe', '0'],
      ['8.0 GT/s PCIe', '4'],
      { now: state(2.5, 0), most: state(8, 4) },
    ],
    ['does not answer', ['Unknown', '63'], ['16.0 GT/s PCIe', '16'], { now: null, most: state(16, 16) }],
    ['does not exist inside the root complex', ['Unknown', '0'], ['Unknown', '255'], null],
    ['of an old kernel', ['5 GT/s', '1'], ['5 GT/s', '1'], { now: state(5, 1), most: state(5, 1) }],
    ['says nonsense', ['fast', '1'], ['5 GT/s', '1'], unknown('current_link_speed', 'malformed', 'fast')],
  ] as const)('that %s', async (_, now, most, link) => {
    expect((await scanOne(files([...now], [...most]))).link).toEqual(link);
  });

  test('of a conventional function does not exist', async () => {
    expect((await scanOne(nic({}))).link).toBeNull();
  });

  test('with one file missing is not "no link"', async () => {
    const tree = files(['5 GT/s', '1'], ['5 GT/s', '1']);
    delete tree[`${FOLDER}/max_link_width`];
    expect((await scanOne(tree)).link).toEqual(unknown('max_link_width', 'absent', 'ENOENT'));
  });

  const EXPRESS = configHex({
    first: { 0x10: [...u16(2), ...u32(0), ...u32(0), ...u32(0x104), ...u16(0), ...u16(0x43), ...u32(0)] },
  });

  test('stands in the configuration space, for who may read it: then no file is opened', async () => {
    const tree = nic({ max_link_speed: 'never read\n' }, configBytes(EXPRESS));
    expect((await scanOne(tree)).link).toEqual({ now: state(8, 4), most: state(16, 16) });
  });

  test.each([64, 65, 0x50])('is read from its files where the space is cut at %i bytes', async length => {
    const tree = nic(
      {
        max_link_speed: '32.0 GT/s PCIe\n',
        max_link_width: '16\n',
        current_link_speed: '2.5 GT/s PCIe\n',
        current_link_width: '16\n',
      },
      configBytes(EXPRESS).slice(0, length),
    );
    expect((await scanOne(tree)).link).toEqual({ now: state(2.5, 16), most: state(32, 16) });
  });

  test('of a sleeping function is left alone, because newer kernels wake it to look', async () => {
    const tree = { ...files(['5 GT/s', '1'], ['5 GT/s', '1']), [`${FOLDER}/power/runtime_status`]: 'suspended\n' };
    expect((await scanOne(tree)).link).toEqual(
      unknown('current_link_speed', 'withheld', 'power/runtime_status says suspended'),
    );
  });
});

describe('power', () => {
  test('is told', async () => {
    expect(
      await scanOne(nic({ 'power/control': 'auto\n', d3cold_allowed: '0\n', 'power/runtime_status': 'error\n' })),
    ).toMatchObject({
      runtimeStatus: 'error',
      mayRuntimeSuspend: true,
      isD3coldAllowed: false,
    });
  });

  test('of a kernel that has no such files is null', async () => {
    expect(await scanOne(nic({ 'power/runtime_status': undefined }))).toMatchObject({
      runtimeStatus: null,
      mayRuntimeSuspend: null,
      isD3coldAllowed: null,
    });
  });
});

describe('virtual functions', () => {
  const VF = '0000:02:10.0';
  const header = (ids: string) => configBytes(`${ids}${'00'.repeat(60)}`);
  const pf = nic({ sriov_totalvfs: '8\n', sriov_numvfs: '1\n', sriov_drivers_autoprobe: '0\n' });
  const vf = functionFiles({ bdf: VF, config: header('ffffffff') });
  const links = {
    [`${FOLDER}/virtfn0`]: { link: `../${VF}` },
    [`/sys/devices/pci0000:00/${VF}/physfn`]: { link: `../${NIC}` },
  };

  test('and their physical one know each other', async () => {
    const { functions } = await scan({ ...pf, ...vf, ...links });
    expect(functions).toMatchObject([
      {
        bdf: NIC,
        sriov: { totalVfs: 8, enabledVfs: 1, isAutoprobing: false, virtualFunctions: [VF] },
        physicalFunction: null,
      },
      { bdf: VF, sriov: null, physicalFunction: NIC, vendorId: 0x8086 },
    ]);
  });

  test('say themselves whose they are where the physical one cannot be listed', async () => {
    const { functions } = await scan(
      { ...pf, ...vf, ...links },
      {
        wrap: files => {
          const list = files.list.bind(files);
          files.list = path => {
            if (path === `${DEVICES}/${NIC}`) throw Object.assign(new Error('EIO'), { code: 'EIO' });
            return list(path);
          };
          return files;
        },
      },
    );
    expect(functions).toMatchObject([
      { sriov: { virtualFunctions: { unknown: 'failed', detail: 'EIO' } }, physicalFunction: null },
      { physicalFunction: NIC },
    ]);
  });

  test('that are gone when they are asked for are not "none"', async () => {
    const { functions } = await scan({ ...pf, [`${FOLDER}/virtfn0`]: 'no link' });
    expect(functions[0]?.sriov).toMatchObject({ virtualFunctions: { unknown: 'failed', detail: 'EINVAL' } });
  });

  test('are never asked for of a bridge', async () => {
    const bridge = header(`86801019${'00'.repeat(6)}0406`).slice(0, 64);
    bridge[0x0e] = 1;
    expect((await scanOne(nic({ sriov_totalvfs: 'never read\n' }, bridge))).sriov).toBeNull();
  });
});

describe('device links', () => {
  test('are read from one folder', async () => {
    const other = functionFiles({ bdf: '0000:02:00.1' });
    const { functions } = await scan({
      ...nic({}),
      ...other,
      [`/sys/class/devlink/pci:${NIC}--pci:0000:02:00.1/status`]: 'active\n',
    });
    expect(functions).toMatchObject([
      { suppliers: [], consumers: ['0000:02:00.1'] },
      { suppliers: [NIC], consumers: [] },
    ]);
  });
});

describe('candidate modules', () => {
  const alias = (module: string) =>
    `# Aliases extracted from modules themselves.\nalias pci:v00008086d00001533sv*sd*bc*sc*i* ${module}\n`;

  test('come from the modules and from the kernel itself', async () => {
    const fn = await scanOne({
      ...nic({}),
      [`${MODULES}/modules.alias`]: alias('igb'),
      [`${MODULES}/modules.builtin.modinfo`]: 'igc.license=GPL\0igc.alias=pci:v00008086d*sv*sd*bc02sc00i*\0',
    });
    expect(fn.candidateModules).toEqual(['igb', 'igc']);
  });

  test('lie elsewhere on NixOS', async () => {
    const root = '/run/booted-system/kernel-modules';
    const fn = await scanOne({ ...nic({}), [`${root}${MODULES}/modules.alias`]: alias('igb') });
    expect(fn.candidateModules).toEqual(['igb']);
  });

  test.each([
    ['is not known', { unknown: 'denied', source: '/proc/x', detail: 'EACCES' } as const, 'denied'],
    ['is no name', '../../etc', 'malformed'],
    ['has no modules', '6.1.0', 'absent'],
  ])('of a release that %s are not known', async (_, release, reason) => {
    const fn = await scanOne({ ...nic({}), '/etc/modules.alias': alias('evil') }, release);
    expect(fn.candidateModules).toMatchObject({ unknown: reason });
  });

  test.each([
    ['', 'empty'],
    ['\u0001\u0002', '\u0001\u0002'],
  ])('of a broken list (%j) are not "none"', async (text, detail) => {
    const fn = await scanOne({ ...nic({}), [`${MODULES}/modules.alias`]: text });
    expect(fn.candidateModules).toEqual({ unknown: 'malformed', source: `${MODULES}/modules.alias`, detail });
  });

  test('survive a broken list of built-in ones, which is told', async () => {
    const source = `${MODULES}/modules.builtin.modinfo`;
    const { functions, unreadable } = await scan({
      ...nic({}),
      [`${MODULES}/modules.alias`]: alias('igb'),
      [source]: '?',
    });
    expect(functions[0]?.candidateModules).toEqual(['igb']);
    expect(unreadable).toEqual([{ source, detail: 'malformed: ?' }]);
  });
});

test('bytes that are no UTF-8 spoil neither the scan nor their neighbours', async () => {
  const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
  const fn = await scanOne({
    ...nic({}),
    [`${FOLDER}/uevent`]: latin('DRIVER=caf\xe9\nPCI_CLASS=20000\nPCI_ID=8086:1533\nPCI_SUBSYS_ID=0000:0000\n'),
    [`${FOLDER}/driver_override`]: latin('caf\xe9\n'),
    [`${FOLDER}/power_state`]: latin('\xff\n'),
    [`${MODULES}/modules.alias`]: latin('# \xe9\nalias pci:v00008086d00001533sv*sd*bc*sc*i* caf\xe9\n'),
  });
  expect(fn).toMatchObject({
    vendorId: 0x8086,
    driver: 'caf\ufffd',
    driverOverride: { unknown: 'malformed' },
    powerState: { unknown: 'malformed' },
    candidateModules: [],
  });
});

test('the mode of the ROM says who may read it', async () => {
  const line = '0x00000000fe000000 0x00000000fe07ffff 0x000000000004e200';
  const zero = '0x0000000000000000 0x0000000000000000 0x0000000000000000';
  const resource = [...Array<string>(6).fill(zero), line, ...Array<string>(6).fill(zero), ''].join('\n');
  const { functions } = await scan(nic({ resource, rom: '' }), {
    wrap: files => {
      files.status = () => ({ kind: 'file', mode: 0o600, uid: 0, gid: 0 });
      return files;
    },
  });
  expect(functions).toMatchObject([{ optionRom: { sizeBytes: 0x80000 }, romFileMode: 0o600 }]);
  expect(await scanOne(nic({ resource }))).toMatchObject({ romFileMode: null });
  expect(await scanOne(nic({ resource: 'no' }))).toMatchObject({ romFileMode: { unknown: 'malformed' } });
});
