import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { DeviceFile } from '../host/schema/seat.ts';
import type { Bdf } from '../pci/bdf.ts';
import { holdersByFunction } from './held-functions.ts';

const [A, B] = ['0000:01:00.0', '0000:02:00.0'] as [Bdf, Bdf];
const FILES: DeviceFile[] = [
  { path: '/dev/nvidia0', functions: [A] },
  { path: '/dev/nvidia1', functions: [B] },
  { path: '/dev/nvidiactl', functions: [A, B] },
  { path: '/dev/vfio/7', functions: [A, B] },
  { path: '/dev/md0', functions: [A, B] },
  { path: '/dev/nvme0n1', functions: [A] },
];
const host = await sampleSnapshot('intel-desktop');

test.each([
  ['its own file and the shared one', ['/dev/nvidia0', '/dev/nvidiactl'], { [A]: ['/dev/nvidia0', '/dev/nvidiactl'] }],
  ['the shared one alone', ['/dev/nvidiactl'], { [A]: ['/dev/nvidiactl'], [B]: ['/dev/nvidiactl'] }],
  ['a VFIO group', ['/dev/vfio/7'], { [A]: ['/dev/vfio/7'], [B]: ['/dev/vfio/7'] }],
  [
    'a volume and one of its disks',
    ['/dev/md0', '/dev/nvme0n1'],
    { [A]: ['/dev/md0', '/dev/nvme0n1'], [B]: ['/dev/md0'] },
  ],
  ['a file of no function', ['/dev/null'], {}],
])('who has %s open holds', (_, paths, expected) => {
  const process = { pid: 7, name: 'x', uid: 0, user: null, paths };
  const holders = { deviceFiles: FILES, processes: [process], unreadableProcesses: 0 };
  const held = holdersByFunction({ ...host, holders });
  expect(Object.fromEntries([...held].map(([bdf, list]) => [bdf, list.flatMap(one => one.paths)]))).toEqual(expected);
});
