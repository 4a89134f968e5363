import { expect, test } from 'vitest';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { block, mountOf, netInterface, partition } from '../testing/storage-host.ts';
import { costOfEach, costOfSelection } from './cost-of-functions.ts';

const NOTHING = { level: 'free', reasons: [], gaps: [] };

test.each(sampleHosts.map(host => host.id))('%s: each alone is the same as a selection of one', async id => {
  const host = await sampleSnapshot(id);
  const each = costOfEach(host);
  const bdfs = knownOr(host.functions, []).map(fn => fn.bdf);
  expect([...each.keys()]).toEqual(bdfs);
  for (const bdf of bdfs) expect(costOfSelection(host, new Set([bdf])), bdf).toEqual(each.get(bdf));
});

test('nothing, and what is not there, cost nothing', async () => {
  const host = await sampleSnapshot('intel-desktop');
  expect(costOfSelection(host, new Set())).toEqual(NOTHING);
  expect(costOfSelection(host, new Set(['0000:7f:00.0' as Bdf]))).toEqual(NOTHING);
});

test.each<[string, Bdf, string]>([
  [
    'intel-desktop',
    '0000:02:00.0' as Bdf,
    '/ on dm-1 (foundry--vg-root) on dm-0 (nvme0n1p3_crypt) on nvme0n1p3 on nvme0n1',
  ],
  ['twin-gpu-workstation', '0000:00:17.0' as Bdf, '/home on md127 on sda1 on sda'],
  ['muxless-laptop', '0000:02:00.0' as Bdf, '/home on nvme0n1p3 on nvme0n1'],
])('%s refuses %s', async (id, bdf, chain) => {
  const { level, reasons } = costOfSelection(await sampleSnapshot(id), new Set([bdf]));
  expect(level).toBe('refuses');
  expect(reasons.map(reason => ('chain' in reason ? reason.chain.join(' on ') : ''))).toContain(chain);
});

test('a host whose functions are not known has no costs', async () => {
  const host = await sampleSnapshot('intel-desktop');
  const functions = { unknown: 'denied', source: '/x', detail: 'EACCES' } as const;
  expect(costOfEach({ ...host, functions }).size).toBe(0);
});

/** 4,096 functions, a thousand disks with three partitions each, 200 loops, a thousand interfaces. */
async function largeHost(): Promise<HostSnapshot> {
  const host = await sampleSnapshot('intel-desktop');
  const model = isKnown(host.functions) ? host.functions.find(fn => fn.bdf === '0000:02:00.0') : undefined;
  if (!model) throw new Error('the sample has no such function');
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const bdfAt = (n: number) => `${hex(n >> 12, 4)}:${hex((n >> 4) & 0xff, 2)}:${hex((n >> 3) & 1, 2)}.${n & 7}` as Bdf;
  const functions = Array.from({ length: 4096 }, (_, n) => ({ ...model, bdf: bdfAt(n) }));
  const disks = Array.from({ length: 1000 }, (_, n) => block(`sd${n}`, { ways: [[bdfAt(n)]] }));
  const parts = disks.flatMap(({ name }) => [1, 2, 3].map(n => partition(`${name}p${n}`, name)));
  const volume = block('dm-0', { madeOf: parts.filter((_, n) => n % 3 === 0).map(part => part.name) });
  const loops = Array.from({ length: 200 }, (_, n) => block(`loop${n}`, { backingFile: `/var/lib/snapd/${n}` }));
  const devices = [...disks, ...parts, volume, ...loops];
  const mounts = [
    mountOf(devices, 'dm-0', '/'),
    ...parts.filter((_, n) => n % 3 === 1).map(part => mountOf(devices, part.name, `/data/${part.name}`)),
    ...loops.map(loop => mountOf(devices, loop.name, `/snap/${loop.name}`)),
  ];
  const interfaces = Array.from({ length: 1000 }, (_, n) => netInterface(`eth${n}`, { function: bdfAt(2000 + n) }));
  return {
    ...host,
    functions,
    storage: { blockDevices: devices, mounts, btrfs: [], importedPools: [] },
    network: { interfaces, defaultRoutes: [{ interface: 'eth0', family: 'ipv4' }], sshSessions: [] },
    holders: { deviceFiles: [], processes: [], unreadableProcesses: 0 },
  };
}

test('a large host is looked at once, whatever the number of its functions', async () => {
  const host = await largeHost();
  costOfEach(host);
  const started = performance.now();
  const each = costOfEach(host);
  const took = performance.now() - started;
  expect([...each.values()].filter(cost => cost.level === 'refuses')).toHaveLength(1001);
  // Once for each function would take minutes.
  expect(took).toBeLessThan(500);
});
