import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { Unknown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { holderGaps, holderReasons, holderReasonsOfEach } from './holder-cost.ts';

const bdf = (short: string) => `0000:${short}` as Bdf;
const held = (host: HostSnapshot, short: string) =>
  holderReasons(host, new Set([bdf(short)])).flatMap(reason =>
    reason.kind === 'held'
      ? reason.holders.map(({ pid, name, paths }) => `${reason.level} ${pid} ${name} ${paths.join(' ')}`)
      : [],
  );

const twin = await sampleSnapshot('twin-gpu-workstation');
const intel = await sampleSnapshot('intel-desktop');
const amd = await sampleSnapshot('amd-desktop');

test('a card under the driver of NVIDIA must not be unbound while a program has it', () => {
  expect(held(twin, '3b:00.0')).toEqual(['refuses 4388 python3 /dev/nvidia-uvm /dev/nvidia0 /dev/nvidiactl']);
});

test('a VFIO group that is open belongs to another machine, with all members', () => {
  expect(held(twin, 'af:00.0')).toEqual(['refuses 5120 qemu-system-x86 /dev/vfio/46']);
  expect(held(twin, 'af:00.1')).toEqual(['refuses 5120 qemu-system-x86 /dev/vfio/46']);
});

test('a compositor that has a card open costs, with the files of that card only', () => {
  expect(held(amd, '04:00.0')).toEqual(['costs 1533 kwin_wayland /dev/dri/card0 /dev/dri/renderD128']);
  expect(held(intel, '01:00.1')).toEqual(['costs 2152 wireplumber /dev/snd/controlC1']);
});

test('nobody holds what nobody has open', () => {
  expect(held(intel, '00:17.0')).toEqual([]);
  expect([...holderReasonsOfEach(intel).keys()].sort()).toEqual([
    '0000:00:02.0',
    '0000:00:1f.3',
    '0000:01:00.0',
    '0000:01:00.1',
  ]);
});

test('closed processes are a gap, told once', () => {
  expect(holderGaps(intel)).toEqual([
    { unknown: 'denied', source: '/proc', detail: 'the open files of 6 processes of other users' },
  ]);
  const open = { ...intel, holders: { ...intel.holders, unreadableProcesses: 0 } };
  expect(holderGaps(open)).toEqual([]);
  const gap: Unknown = { unknown: 'failed', source: '/proc', detail: 'EIO' };
  const blind = { ...intel, holders: { deviceFiles: [], processes: gap, unreadableProcesses: gap } };
  expect(holderGaps(blind)).toEqual([gap]);
  expect(holderReasonsOfEach(blind).size).toBe(0);
});
