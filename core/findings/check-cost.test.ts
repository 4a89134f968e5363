import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown, type Unknown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { block, mountOf, storageOf } from '../testing/storage-host.ts';
import { checkCost } from './check-cost.ts';
import { describeFinding } from './describe.ts';
import type { Finding } from './finding.ts';

const gap: Unknown = { unknown: 'denied', source: '/x', detail: 'EACCES' };

const check = (host: HostSnapshot, ...bdfs: string[]): Finding[] =>
  checkCost(host, isKnown(host.functions) ? host.functions.filter(fn => bdfs.includes(fn.bdf)) : []);
const codes = (host: HostSnapshot, ...bdfs: string[]) => check(host, ...bdfs).map(finding => finding.code);

describe('the sample hosts', () => {
  test.each<[string, string[], string[]]>([
    ['intel-desktop', ['0000:02:00.0'], ['cost/host-loses-disk']],
    ['intel-desktop', ['0000:06:00.0'], ['cost/unused-disk']],
    ['intel-desktop', ['0000:00:17.0'], ['cost/disk-in-use']],
    ['intel-desktop', ['0000:05:00.0'], ['cost/host-loses-network']],
    ['intel-desktop', ['0000:00:14.3', '0000:00:1f.4'], ['cost/free']],
    ['amd-desktop', ['0000:06:00.0', '0000:02:00.1'], ['cost/disk-in-use', 'cost/host-loses-network']],
    ['twin-gpu-workstation', ['0000:00:17.0'], ['cost/host-loses-disk']],
    ['twin-gpu-workstation', ['0000:b0:00.0'], ['cost/network-in-use']],
    [
      'twin-gpu-workstation',
      ['0000:b0:00.0', '0000:b0:00.1'],
      ['cost/host-loses-network', 'cost/ssh-session', 'cost/host-loses-network', 'cost/ssh-session'],
    ],
    ['muxless-laptop', ['0000:00:14.3'], ['cost/host-loses-network']],
    ['muxless-laptop', ['0000:01:00.0'], ['cost/free']],
    ['direct-regions', ['0000:02:00.0'], ['cost/host-loses-network', 'cost/ssh-session']],
    ['direct-regions', ['0000:02:00.1'], ['cost/free']],
    ['iommu-off', ['0000:00:17.0'], ['cost/array-degraded']],
    ['iommu-off', ['0000:02:00.0'], ['cost/host-loses-disk', 'cost/array-degraded']],
    // Both members of the mirror.
    ['iommu-off', ['0000:00:17.0', '0000:02:00.0'], ['cost/host-loses-disk', 'cost/host-loses-disk']],
  ])('%s without %j', async (id, bdfs, expected) => {
    expect(codes(await sampleSnapshot(id), ...bdfs)).toEqual(expected);
  });

  test('nothing picked', async () => {
    expect(check(await sampleSnapshot('intel-desktop'))).toEqual([]);
  });
});

describe('what was not measured', () => {
  let host: HostSnapshot;
  beforeAll(async () => {
    host = await sampleSnapshot('intel-desktop');
  });

  test('is told of disk, network and USB controllers, and they are not called free', () => {
    const blind = { ...host, storage: { ...host.storage, blockDevices: gap } };
    expect(check(blind, '0000:02:00.0', '0000:00:1f.4')).toEqual([
      { code: 'cost/unmeasured', fns: [expect.objectContaining({ bdf: '0000:02:00.0' })], gaps: [gap] },
      { code: 'cost/free', fns: [expect.objectContaining({ bdf: '0000:00:1f.4' })] },
    ]);
  });

  test('of the seat keeps a USB controller from being called free', () => {
    expect(codes(host, '0000:01:00.2')).toEqual(['cost/free']);
    const blind = { ...host, seat: { ...host.seat, usbDevices: gap } };
    expect(codes(blind, '0000:01:00.2')).toEqual([]);
  });

  test('of programs of other users is told elsewhere', () => {
    const closed = { ...host, holders: { ...host.holders, unreadableProcesses: 7 } };
    expect(codes(closed, '0000:02:00.0')).toEqual(['cost/host-loses-disk']);
  });

  test('of the layout of a pool has a finding of its own', () => {
    const member = { signature: { type: 'zfs_member', label: 'tank', uuid: null } };
    const devices = ['0000:02:00.0', '0000:06:00.0'].map((bdf, n) =>
      block(`nvme${n}n1`, { ways: [[bdf as Bdf]], ...member }),
    );
    const pool = { ...host, storage: storageOf(devices, [mountOf(devices, 'tank/root', '/', 'zfs')]) };
    expect(codes({ ...pool, memory: { ...pool.memory, swaps: [] } }, '0000:06:00.0')).toEqual([
      'cost/array-unmeasured',
    ]);
  });
});

test('names from disks cannot break out of a command', async () => {
  const host = await sampleSnapshot('intel-desktop');
  const devices = [block('sda', { ways: [['0000:00:17.0' as Bdf]] })];
  const storage = storageOf(devices, [mountOf(devices, 'sda', "/mnt/it's; rm -rf $HOME")]);
  const [finding] = check({ ...host, storage, memory: { ...host.memory, swaps: [] } }, '0000:00:17.0');
  const remedies = finding ? describeFinding(finding).remedies : [];
  expect(remedies[0]).toMatchObject({ kind: 'command', command: `umount '/mnt/it'\\''s; rm -rf $HOME'` });
});

test('a disk with a hundred mounts is told in a few lines', async () => {
  const host = await sampleSnapshot('intel-desktop');
  const devices = Array.from({ length: 100 }, (_, n) => block(`sd${n}`, { ways: [['0000:00:17.0' as Bdf]] }));
  const storage = storageOf(
    devices,
    devices.map(({ name }) => mountOf(devices, name, `/mnt/${name}`)),
  );
  const [finding] = check({ ...host, storage, memory: { ...host.memory, swaps: [] } }, '0000:00:17.0');
  const words = finding ? describeFinding(finding) : undefined;
  expect(words?.title).toBe('/mnt/sd0, /mnt/sd1, /mnt/sd2 and 97 more are on a disk of 0000:00:17.0');
  expect(words?.evidence).toHaveLength(9);
  expect(words?.remedies.length).toBeLessThan(6);
});

test('a root on another computer is not told as a disk', async () => {
  const host = await sampleSnapshot('amd-desktop');
  const mounts = [{ point: '/', type: 'nfs4', source: 'nas:/root', number: '0:20' }];
  const [found] = check({ ...host, storage: { ...host.storage, mounts } }, '0000:06:00.0');
  const text = JSON.stringify(found && describeFinding(found));
  expect(found?.code).toBe('cost/host-loses-disk');
  expect(text).toContain('/ lies on another computer (nas:/root), and the only way there is enp6s0');
  expect(text).not.toMatch(/that disk|another controller/);
});
