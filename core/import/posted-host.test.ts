import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { writeTree } from '../../fixtures/write-tree.ts';
import { checkHost } from '../findings/check-host.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import { type HostSnapshot, hostSnapshot, type PciFunction } from '../host/snapshot.ts';
import { parseHostText } from './host-text.ts';

const options = { name: 'paste.txt', takenAt: '2026-01-01T00:00:00.000Z' };

function read(text: string): HostSnapshot {
  const parsed = parseHostText(text, options);
  if (parsed.kind === 'refused') throw new Error(parsed.problem);
  expect(hostSnapshot.safeParse(parsed.snapshot).error).toBeUndefined();
  return parsed.snapshot;
}

const functionsOf = (text: string): PciFunction[] => knownOr(read(text).functions, []);

function only(text: string): PciFunction {
  const all = functionsOf(text);
  expect(all).toHaveLength(1);
  return all[0]!;
}

const VERBOSE = `01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [GeForce RTX 3070] [10de:2484] (rev a1) (prog-if 00 [VGA controller])
	Subsystem: Gigabyte Technology Co., Ltd Device [1458:404c]
	Control: I/O+ Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx+
	Status: Cap+ 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast >TAbort- <TAbort- <MAbort- >SERR- <PERR- INTx-
	Latency: 0, Cache Line Size: 64 bytes
	Interrupt: pin A routed to IRQ 130
	IOMMU group: 12
	Region 0: Memory at f6000000 (32-bit, non-prefetchable) [size=16M]
	Region 1: Memory at e0000000 (64-bit, prefetchable) [size=256M]
	Region 3: Memory at f0000000 (64-bit, prefetchable) [size=32M]
	Region 5: I/O ports at e000 [size=128]
	Expansion ROM at 000c0000 [virtual] [disabled] [size=128K]
	Capabilities: [60] Power Management version 3
		Flags: PMEClk- DSI- D1- D2- AuxCurrent=0mA PME(D0-,D1-,D2-,D3hot-,D3cold-)
		Status: D3 NoSoftRst+ PME-Enable- DSel=0 DScale=0 PME-
	Capabilities: [78] Express (v2) Legacy Endpoint, MSI 00
		DevCap:	MaxPayload 256 bytes, PhantFunc 0, Latency L0s unlimited, L1 <64us
		LnkCap:	Port #0, Speed 16GT/s, Width x16, ASPM L0s L1, Exit Latency L0s <512ns, L1 <4us
		LnkSta:	Speed 2.5GT/s (downgraded), Width x16
	Capabilities: [bb0 v1] Physical Resizable BAR
		BAR 1: current size: 256MB, supported: 64MB 128MB 256MB 512MB
	Capabilities: [bc8 v1] Single Root I/O Virtualization (SR-IOV)
		IOVCap:	Migration- 10BitTagReq- Interrupt Message Number: 000
		Initial VFs: 16, Total VFs: 16, Number of VFs: 4, Function Dependency Link: 00
		Region 0: Memory at 00000000fb400000 (64-bit, prefetchable)
	Kernel driver in use: vfio-pci
	Kernel modules: nvidiafb, nouveau, nvidia-drm

`;

const CARD = {
  bdf: '0000:01:00.0',
  vendorId: 0x10de,
  deviceId: 0x2484,
  subsystemVendorId: 0x1458,
  classCode: 0x030000,
  revision: 0xa1,
  deviceName: 'NVIDIA Corporation GA104 [GeForce RTX 3070]',
  driver: 'vfio-pci',
  candidateModules: ['nvidiafb', 'nouveau', 'nvidia_drm'],
  iommuGroup: 12,
  numaNode: null,
  optionRom: { sizeBytes: 131_072, isShadow: true },
  powerState: 'D3hot',
  link: { now: { gigatransfersPerSecond: 2.5, width: 16 }, most: { gigatransfersPerSecond: 16, width: 16 } },
  sriov: { totalVfs: 16, enabledVfs: 4 },
  config: { unknown: 'absent', source: 'the pasted text' },
};

describe('lspci -nnvv', () => {
  test('as printed', () => {
    const fn = only(VERBOSE);
    expect(fn).toMatchObject(CARD);
    expect(fn.bars).toEqual([
      {
        index: 0,
        start: '0xf6000000',
        sizeBytes: 16 * 2 ** 20,
        space: 'memory',
        is64Bit: false,
        isPrefetchable: false,
      },
      { index: 1, start: '0xe0000000', sizeBytes: 2 ** 28, space: 'memory', is64Bit: true, isPrefetchable: true },
      { index: 3, start: '0xf0000000', sizeBytes: 2 ** 25, space: 'memory', is64Bit: true, isPrefetchable: true },
      { index: 5, start: '0xe000', sizeBytes: 128, space: 'io', is64Bit: false, isPrefetchable: false },
    ]);
  });

  const eachLine = (change: (line: string) => string) => VERBOSE.split('\n').map(change).join('\n');
  test.each([
    ['quoted', eachLine(line => `> ${line}`)],
    ['quoted twice', eachLine(line => `> > ${line}`)],
    ['with carriage returns', eachLine(line => `${line}\r`)],
    ['with tabs turned to spaces', VERBOSE.replaceAll('\t', '    ')],
    ['with its indentation eaten', eachLine(line => line.trim())],
    ['with no-break spaces', VERBOSE.replaceAll(' ', '\u00a0')],
    ['in colours', eachLine(line => `\u001b[32m${line}\u001b[0m`)],
    ['escaped for HTML', VERBOSE.replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
    ['with a domain and in upper case', VERBOSE.replace('01:00.0', '0000:01:00.0').replace('10de:2484', '10DE:2484')],
    ['between talk', `Hi, this is my card:\n\n[code]\n${VERBOSE}[/code]\nand [0000:02:00.0] hangs. Any ideas?\n`],
    ['wrapped at 80 columns', VERBOSE.replace('[GeForce RTX 3070] ', '[GeForce RTX 3070]\n')],
    ['wrapped with each line indented', VERBOSE.replace(', supported: ', ', supported:\n        ')],
  ])('%s', (_, text) => {
    expect(only(text)).toMatchObject({ ...CARD, bars: [{}, {}, {}, {}] });
  });

  test('cut in the middle, what is missing is not taken for no', () => {
    const cut = VERBOSE.slice(0, VERBOSE.indexOf('	Region 3'));
    expect(only(cut)).toMatchObject({
      iommuGroup: 12,
      bars: { unknown: 'absent' },
      optionRom: { unknown: 'absent' },
      driver: { unknown: 'absent' },
      link: { unknown: 'absent' },
    });
  });

  test('capabilities that lspci was denied', () => {
    const denied = VERBOSE.replace(/\tCapabilities: [\s\S]*?(?=\tKernel)/, '\tCapabilities: <access denied>\n');
    expect(only(denied)).toMatchObject({
      link: { unknown: 'denied' },
      sriov: { unknown: 'denied' },
      driver: 'vfio-pci',
    });
  });

  test('no driver, no ROM, no group, no link: lines that are not there in a whole entry', () => {
    const plain = `00:1f.0 ISA bridge [0601]: Intel Corporation Device [8086:7a84] (rev 11)
	Control: I/O+ Mem+ BusMaster+
	Status: Cap+ 66MHz-
	Capabilities: [50] Vendor Specific Information: Len=0c <?>

${VERBOSE}`;
    expect(functionsOf(plain)[0]).toMatchObject({
      driver: null,
      optionRom: null,
      iommuGroup: null,
      subsystemVendorId: null,
      bars: [],
      link: null,
      sriov: null,
      classCode: 0x060100,
      deviceName: 'Intel Corporation',
    });
  });
});

test.each<[string, string, object]>([
  [
    '-nn',
    '01:00.0 VGA compatible controller [0300]: NVIDIA GA104 [10de:2484] (rev a1)',
    { vendorId: 0x10de, driver: { unknown: 'absent' }, iommuGroup: { unknown: 'absent' } },
  ],
  [
    '-n',
    '01:00.0 0300: 10de:2484 (rev a1)',
    { classCode: 0x030000, deviceId: 0x2484, revision: 0xa1, deviceName: null },
  ],
  [
    'without numbers',
    '01:00.0 Audio device: NVIDIA Corporation GA104 (rev a1)',
    { classCode: 0x040300, vendorId: { unknown: 'absent' }, isBootVga: null },
  ],
  ['-Dn', '10000:01:00.0 0108: 144d:a80a', { bdf: '10000:01:00.0', revision: 0 }],
  [
    'Unraid',
    'IOMMU group 1:\t[10de:2484] 01:00.0 VGA compatible controller: NVIDIA GA104 (rev a1)',
    { iommuGroup: 1, deviceId: 0x2484 },
  ],
  [
    'a loop of one line',
    'IOMMU Group 17 01:00.0 VGA compatible controller [0300]: NVIDIA [10de:2484] (rev a1)',
    { iommuGroup: 17 },
  ],
  [
    'a loop with marks',
    'Group 3:\nIOMMU Group 3:\n    [RESET]\t01:00.0 VGA compatible controller [0300]: NVIDIA [10de:2484] (rev a1)',
    { iommuGroup: 3 },
  ],
  [
    'a list with points',
    'IOMMU Group 4\n- 01:00.0 VGA compatible controller [0300]: NVIDIA [10de:2484]',
    { iommuGroup: 4 },
  ],
])('one line of %s', (_, line, facts) => {
  expect(only(line)).toMatchObject(facts);
});

test('the loop over groups, then lspci -nnk, are one host', () => {
  const host = read(`$ shopt -s nullglob; for g in ...
IOMMU Group 1:
	00:01.0 PCI bridge [0604]: Intel Corporation Device [8086:460d] (rev 02)
	01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [10de:2484] (rev a1)
IOMMU Group 2:
	00:02.0 VGA compatible controller [0300]: Intel Corporation Device [8086:4680]
me@here:~$ lspci -nnk
00:02.0 VGA compatible controller [0300]: Intel Corporation Device [8086:4680]
	Kernel driver in use: i915
	Kernel modules: i915
01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [10de:2484] (rev a1)
	Subsystem: Gigabyte Technology Co., Ltd Device [1458:404c]
	Kernel driver in use: nouveau
me@here:~$ dmesg
[    0.000000] Linux version 6.8.0-45-generic (buildd@host) #45
[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=UUID=1 intel_iommu=on "a b"
[    1.000000] vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xe0000000-0xefffffff 64bit pref]
`);
  expect(knownOr(host.functions, []).map(fn => [fn.bdf, fn.iommuGroup, fn.driver])).toMatchObject([
    ['0000:00:01.0', 1, { unknown: 'absent' }],
    ['0000:00:02.0', 2, 'i915'],
    ['0000:01:00.0', 1, 'nouveau'],
  ]);
  expect(host.iommu.groups).toMatchObject([
    { id: 1, members: ['0000:00:01.0', '0000:01:00.0'] },
    { id: 2, members: ['0000:00:02.0'] },
  ]);
  expect(host.kernel).toMatchObject({
    release: '6.8.0-45-generic',
    commandLine: ['BOOT_IMAGE=/vmlinuz', 'root=UUID=1', 'intel_iommu=on', '"a b"'],
    lockdown: { unknown: 'absent' },
  });
  expect(knownOr(host.kernelLog, null)?.lines.map(line => line.text)).toContain(
    "vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xe0000000-0xefffffff 64bit pref]",
  );
  expect(host.origin).toEqual({ kind: 'posted', title: 'paste.txt' });
  expect(checkHost(host).map(finding => finding.code)).toContain('iommu/active');
});

describe('bridges', () => {
  const bridge = (bdf: string, secondary: string) =>
    `${bdf} PCI bridge [0604]: X [8086:460d]\n\tFlags: bus master\n\tBus: primary=00, secondary=${secondary}, subordinate=ff, sec-latency=0\n\n`;
  const card = '02:00.0 VGA compatible controller [0300]: X [10de:2484]\n\tFlags: bus master\n\n';
  const pathOf = (text: string) => functionsOf(text).find(fn => fn.bdf === '0000:02:00.0')?.bridgePath;

  test.each<[string, string, unknown]>([
    ['a chain', bridge('00:01.0', '01') + bridge('01:00.0', '02') + card, ['0000:00:01.0', '0000:01:00.0']],
    ['a root bus of its own', bridge('00:01.0', '01') + card, []],
    ['a bridge that does not say', `00:01.0 PCI bridge [0604]: X [8086:460d]\n${card}`, { unknown: 'absent' }],
    ['no bridges at all', card, { unknown: 'absent' }],
    ['a circle', bridge('01:00.0', '02') + bridge('02:01.0', '01') + card, { unknown: 'absent' }],
    ['a bridge behind itself', bridge('02:01.0', '02') + card, { unknown: 'absent' }],
  ])('%s', (_, text, path) => {
    expect(pathOf(text)).toMatchObject(path as object);
  });
});

test('regions without numbers count only where they fill all six places', () => {
  const text = (regions: string) =>
    `01:00.0 VGA compatible controller [0300]: X [10de:2484]\n\tFlags: bus master, IRQ 5, IOMMU group 7\n${regions}\tKernel driver in use: nvidia\n`;
  const card = text(
    '\tMemory at f6000000 (32-bit, non-prefetchable) [size=16M]\n\tMemory at e0000000 (64-bit, prefetchable) [size=256M]\n\tMemory at f0000000 (64-bit, prefetchable) [disabled] [size=32M]\n\tI/O ports at <unassigned> [size=128]\n',
  );
  expect(only(card)).toMatchObject({
    iommuGroup: 7,
    bars: [{ index: 0 }, { index: 1 }, { index: 3 }, { index: 5, start: '0x0' }],
  });
  expect(only(text('\tMemory at f6000000 (32-bit, non-prefetchable) [size=16M]\n')).bars).toMatchObject({
    unknown: 'absent',
  });
  const ignored = text(
    '\tRegion 0: Memory at <ignored> (32-bit, non-prefetchable)\n\tRegion 2: Memory at f6000000 (32-bit, non-prefetchable)\n',
  );
  expect(only(ignored).bars).toMatchObject({ detail: 'region 2 has no size' });
});

test('a hex dump is the configuration space, as far as it goes on', () => {
  const row = (offset: number) => `${offset.toString(16).padStart(2, '0')}:${' 86 80'.repeat(8)}\n`;
  const rows = (...offsets: number[]) => `00:1f.0 0601: 8086:7a84\n${offsets.map(row).join('')}`;
  expect(only(rows(0, 16, 32, 48)).config).toBe('8680'.repeat(32));
  expect(only(rows(0, 16, 32, 48, 80)).config).toBe('8680'.repeat(32));
  expect(only(rows(0, 16)).config).toMatchObject({ detail: 'its hex dump ends after 32 bytes' });
  expect(only(rows(16, 32)).config).toMatchObject({ unknown: 'absent' });
});

test('two machines in one text are not mixed', () => {
  const host = read('01:00.0 0300: 10de:2484 (rev a1)\ntalk\n01:00.0 0300: 1002:73bf (rev c1)\n');
  expect(host.functions).toMatchObject([{ vendorId: 0x1002, revision: 0xc1 }]);
  expect(host.unreadable.map(note => note.detail)).toContain(
    '0000:01:00.0 is two different functions in it; the last one counts',
  );
});

test('what grep left out is not taken for no', () => {
  const fns = functionsOf(`01:00.0 VGA compatible controller [0300]: X [10de:2484]
	Subsystem: X [1458:404c]
--
02:00.0 VGA compatible controller [0300]: X [1002:73bf]
	Subsystem: X [1458:404d]
	Kernel driver in use: amdgpu`);
  expect(fns.map(fn => fn.driver)).toMatchObject([{ unknown: 'absent' }, 'amdgpu']);
});

test('an entry that grep cut off is not whole, though its neighbours show drivers', () => {
  const fns = functionsOf(`01:00.0 VGA compatible controller [0300]: X [10de:2484]
	Kernel driver in use: nvidia
01:00.1 Audio device [0403]: X [10de:228b]
	Subsystem: X [1458:404c]
--
05:00.0 Ethernet controller [0200]: X [8086:15f3]
`);
  expect(fns.map(fn => fn.driver)).toMatchObject(['nvidia', { unknown: 'absent' }, { unknown: 'absent' }]);
});

describe('what holds no host is refused with what was expected', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', ' \n', /^paste\.txt is empty\. Expected/],
    [
      'talk',
      'Hello, my card does not work.',
      /holds no host: it has no line like "01:00\.0 VGA.*Expected is a snapshot.*lspci/,
    ],
    ['a log', '[    1.0] vfio-pci 0000:01:00.0: BAR 1: assigned', /holds no host/],
    ['a binary file', '\u007fELF\0\0\0', /is not text: it has zero bytes/],
    ['cut JSON', '{"format":"bindery-host","version":2,', /is not a host snapshot: it is not JSON/],
    ['a mark of UTF-8 before JSON', '\ufeff{"format":"x"}', /is not a host snapshot: it has no format/],
  ])('%s', (_, text, problem) => {
    expect(parseHostText(text, options)).toMatchObject({ kind: 'refused', problem: expect.stringMatching(problem) });
  });
});

test('any text gets an answer that fits the schema', () => {
  const lines = VERBOSE.split('\n');
  const odd = [
    '\0',
    '((((',
    '--',
    'IOMMU Group 99999999999999',
    '00: de 10',
    '\u001b[',
    '> > >',
    '[size=9999999999T]',
    'Bus: primary=00, secondary=01',
  ];
  const line = fc.oneof(
    fc.constantFrom(...lines, ...odd),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.tuple(fc.constantFrom(...lines), fc.nat(90)).map(([text, end]) => text.slice(0, end)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), all => {
      const parsed = parseHostText(all.join('\n'), options);
      if (parsed.kind === 'snapshot') expect(hostSnapshot.safeParse(parsed.snapshot).error).toBeUndefined();
    }),
    { numRuns: 400 },
  );
});

test.each([
  ['many functions', VERBOSE],
  ['talk', 'no host in this line of talk, and none in the next one either\n'],
  ['one long line', 'ab: '],
  ['blanks', ' '],
  ['openings', '01:00.0 ['],
  ['escapes', '\u001b['],
  ['quotes', '> '],
  ['dump rows', '00: 01 02 03\n'],
])('ten megabytes of %s take no time', (_, piece) => {
  const text = piece.repeat(Math.ceil(10_000_000 / piece.length));
  const startedAt = performance.now();
  parseHostText(text, options);
  expect(performance.now() - startedAt).toBeLessThan(8000);
});

const hasLspci = spawnSync('lspci', ['--version']).error === undefined;
if (!hasLspci)
  console.warn('SKIPPED: lspci is not installed, so its real output is not held against the sample hosts.');

describe.skipIf(!hasLspci)('lspci on the sample hosts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-lspci-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(sampleHosts.map(sample => [sample.id, sample] as const))('%s is told as it is', async (id, sample) => {
    writeTree(sample.tree(), join(folder, id));
    const access = ['-A', 'linux-sysfs', '-O', `sysfs.path=${join(folder, id)}/sys/bus/pci`];
    const snapshot = await sampleSnapshot(id);
    const truth = new Map(knownOr(snapshot.functions, []).map(fn => [fn.bdf, fn]));
    for (const flags of ['-nnvvxxxx', '-Dnnvvk', '-nnv', '-nnk', '-nx', '-n']) {
      const text = execFileSync('lspci', [...access, flags], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      const posted = functionsOf(text);
      expect(posted.map(fn => fn.bdf)).toEqual([...truth.keys()]);
      for (const fn of posted) expectTold(fn, truth.get(fn.bdf)!, flags);
    }
  });
});

/** Every fact that the text is said to hold is so. Names come from another list; -n has no interface. */
function expectTold(posted: PciFunction, truth: PciFunction, flags: string): void {
  const { deviceName: _name, vendorName: _vendor, sriov: _sriov, ...facts } = posted;
  for (const [key, value] of Object.entries(facts)) {
    const real = truth[key as keyof PciFunction];
    if (!isKnown(value) || !isKnown(real as never)) continue;
    // -n has no programming interfaces, and -x shows only the beginning.
    const isPart = (key === 'classCode' && !flags.includes('v')) || (key === 'config' && !flags.includes('xxxx'));
    if (isPart && key === 'classCode') expect((value as number) >> 8).toBe((real as number) >> 8);
    else if (isPart) expect((real as string).startsWith(value as string)).toBe(true);
    else expect(value, `${flags} ${posted.bdf} ${key}`).toEqual(real);
  }
}
