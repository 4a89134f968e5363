import { beforeAll, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { Unknown } from '../host/measured.ts';
import type { CgroupLimit, HostMemory } from '../host/schema/memory.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { GIB, MIB } from '../machine/machine-spec.ts';
import { checkHostMemory } from './check-host-memory.ts';
import { describeFinding } from './describe.ts';

const denied: Unknown = { unknown: 'denied', source: '/sys/fs/cgroup/a/memory.max', detail: 'EACCES' };
const absent: Unknown = { unknown: 'absent', source: '/proc/self/cgroup', detail: 'ENOENT' };

let one: HostSnapshot;
let two: HostSnapshot;
beforeAll(async () => {
  one = await sampleSnapshot('intel-desktop');
  two = await sampleSnapshot('twin-gpu-workstation');
});

const found = (host: HostSnapshot, change: Partial<HostMemory> = {}, guestBytes = 8 * GIB) =>
  checkHostMemory({ ...host, memory: { ...host.memory, ...change } }, guestBytes);
const codes = (...args: Parameters<typeof found>) => found(...args).map(finding => finding.code);

const limit = (
  path: string,
  maxBytes: CgroupLimit['maxBytes'],
  highBytes: CgroupLimit['highBytes'] = null,
  usedBytes: CgroupLimit['usedBytes'] = 0,
) => ({ path, maxBytes, highBytes, usedBytes });

test.each<[string, HostMemory['cgroupLimits'], string[]]>([
  ['none', [], []],
  ['above the guest and QEMU', [limit('/user.slice', 9 * GIB)], []],
  ['just at the guest', [limit('/user.slice', 8 * GIB)], ['memory/cgroup-tight']],
  ['above the guest, and in use', [limit('/user.slice', 12 * GIB, null, 4 * GIB)], ['memory/cgroup-tight']],
  ['above both', [limit('/user.slice', 13 * GIB, null, 4 * GIB)], []],
  ['whose use was not read', [limit('/user.slice', 13 * GIB, null, denied)], ['memory/cgroup-unmeasured']],
  ['slows down with what is in use', [limit('/a', null, 12 * GIB, 4 * GIB)], ['memory/cgroup-slows-down']],
  ['below the guest', [limit('/user.slice', 8 * GIB - 1)], ['memory/cgroup-too-low']],
  ['any of them', [limit('/', 64 * GIB), limit('/a', 4 * GIB)], ['memory/cgroup-too-low']],
  ['slows down below the guest', [limit('/a', null, GIB)], ['memory/cgroup-slows-down']],
  ['both', [limit('/a', 4 * GIB, GIB)], ['memory/cgroup-too-low']],
  ['one that could not be read', [limit('/a', denied)], ['memory/cgroup-unmeasured']],
  ['all that could not be read', denied, ['memory/cgroup-unmeasured']],
  ['a kernel without control groups', absent, []],
  ['a group that is not to be seen', { ...absent, source: '/sys/fs/cgroup/a' }, ['memory/cgroup-unmeasured']],
])('limits of control groups: %s', (_, cgroupLimits, expected) => {
  expect(codes(one, { cgroupLimits }).filter(code => code.includes('cgroup'))).toEqual(expected);
});

const pool = (totalPages: number, freePages: number, reservedPages: number): HostMemory['hugepages'] => [
  { pageSizeBytes: 2 * MIB, totalPages, freePages, reservedPages, surplusPages: 0, overcommitPages: 0 },
];

test.each<[string, Partial<HostMemory>, string]>([
  ['whole blocks', {}, 'memory/hugepages-obtainable'],
  ['a pool that holds the guest', { hugepages: pool(4096, 4096, 0) }, 'memory/hugepages-ready'],
  ['a pool one page short', { hugepages: pool(4096, 4095, 0) }, 'memory/hugepages-short'],
  ['a pool promised to others', { hugepages: pool(8192, 4200, 105) }, 'memory/hugepages-short'],
  ['pools that could not be read', { hugepages: denied }, 'memory/hugepages-unmeasured'],
])('huge pages: %s', (_, change, code) => {
  expect(codes(one, change)).toEqual([code]);
});

test('a pool that others use grows, at once and at the next start', () => {
  const host = { ...one, kernel: { ...one.kernel, commandLine: ['quiet', 'hugepages=6144'] } };
  const [finding] = found(host, { hugepages: pool(6144, 12, 0) });
  const remedies = finding ? describeFinding(finding).remedies : [];
  // 6,132 pages are in use, and the guest wants 4,096.
  expect(remedies).toMatchObject([
    { kind: 'command', command: expect.stringContaining('echo 10228 >') },
    { kind: 'kernel-argument', argument: 'hugepagesz=2M hugepages=10228', replaces: 'hugepages=6144' },
  ]);
});

test('scattered memory is worth a word only where enough is free', () => {
  const nodes = [
    {
      id: 0,
      totalBytes: 32 * GIB,
      freeBytes: 12 * GIB,
      hugepages: [],
      buddyZones: [{ zone: 'Normal', freeBlocks: [...Array<number>(9).fill(100_000), 1000, 0] }],
    },
  ];
  expect(found(one, { nodes })).toMatchObject([{ code: 'memory/hugepages-fragmented', lyingPages: 1000 }]);
  expect(found(one, { nodes: nodes.map(node => ({ ...node, freeBytes: 4 * GIB })) })).toEqual([]);
  expect(found(one, { nodes: nodes.map(node => ({ ...node, buddyZones: denied })) })).toEqual([]);
});

test('on two nodes it is said whether one alone is enough', () => {
  const words = (guestBytes: number) => found(two, {}, guestBytes).map(describeFinding)[0]?.explanation;
  expect(words(8 * GIB)).toContain('Single nodes have enough: node 0 and node 1.');
  expect(words(48 * GIB)).toContain('No node has enough alone');
});

test('same-page merging is noted where it runs', () => {
  expect(codes(one, { isKsmRunning: true })).toContain('memory/ksm-running');
  expect(codes(one, { isKsmRunning: denied })).not.toContain('memory/ksm-running');
});
