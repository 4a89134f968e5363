import { beforeAll, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkSelection } from './check-selection.ts';
import { describeFinding } from './describe.ts';

const GPU = '0000:3b:00.0' as Bdf;
const AUDIO = '0000:3b:00.1' as Bdf;
const ROOT_DISK = '0000:3c:00.0' as Bdf;

let host: HostSnapshot;
beforeAll(async () => {
  host = await sampleSnapshot('twin-gpu-workstation');
});

/** The commands that are offered, and the words of advice. */
function offer(on: HostSnapshot, picked: Bdf[]) {
  const finding = checkSelection(on, picked).find(({ code }) => code === 'vfio/not-bound');
  if (!finding) throw new Error('Nothing is said of binding.');
  const { remedies } = describeFinding(finding);
  return {
    commands: remedies.flatMap(remedy => (remedy.kind === 'command' ? [remedy.command] : [])).join('\n'),
    advice: remedies.flatMap(remedy => (remedy.kind === 'advice' ? [remedy.text] : [])).join('\n'),
  };
}

test('the disk that the host runs from is never unbound', () => {
  const { commands, advice } = offer(host, [ROOT_DISK]);
  expect(commands).toBe('');
  expect(advice).toContain(ROOT_DISK);
});

test('a card that a program has open waits, its sound function does not', () => {
  const { commands, advice } = offer(host, [GPU, AUDIO]);
  expect(commands).toContain(`${AUDIO}/driver/unbind`);
  expect(commands).not.toContain(GPU);
  expect(advice).toContain(GPU);
});

test('a data disk counts as well while it is mounted, and not afterwards', () => {
  const onDisk = (point: string) => /^\/$|^\/boot/.test(point);
  const mounts = knownOr(host.storage.mounts, []).map(mount =>
    onDisk(mount.point) ? { ...mount, point: `/mnt/data${mount.point}` } : mount,
  );
  const data = { ...host, storage: { ...host.storage, mounts } };
  expect(offer(data, [ROOT_DISK]).commands).toBe('');
  const idle = {
    ...host,
    storage: { ...host.storage, mounts: mounts.filter(({ point }) => !point.startsWith('/mnt/data')) },
    memory: { ...host.memory, swaps: [] },
    holders: { ...host.holders, processes: [] },
  };
  // Its volume group is still active.
  expect(offer(idle, [ROOT_DISK])).toEqual({ commands: '', advice: expect.stringContaining('vgchange -an') });
  const blockDevices = knownOr(idle.storage.blockDevices, []).filter(({ madeOf }) => knownOr(madeOf, []).length === 0);
  const closed = { ...idle, storage: { ...idle.storage, blockDevices } };
  expect(offer(closed, [ROOT_DISK])).toEqual({ commands: expect.stringContaining('driver/unbind'), advice: '' });
});

test('once nobody has the card open it may go', () => {
  const quiet = { ...host, holders: { ...host.holders, processes: [], unreadableProcesses: 0 } };
  expect(offer(quiet, [GPU, AUDIO])).toEqual({ commands: expect.stringContaining(`${GPU}/driver/unbind`), advice: '' });
});

test('who has an NVIDIA card open must be known before its driver is unbound, and of other drivers need not', () => {
  const unseen = { ...host, holders: { ...host.holders, processes: [], unreadableProcesses: 40 } };
  const { commands, advice } = offer(unseen, [GPU, AUDIO]);
  expect(commands).toContain(`${AUDIO}/driver/unbind`);
  expect(commands).not.toContain(GPU);
  expect(advice).toBe(
    `Look at the host as root first, to see the open files of every process: the commands that hand ${GPU} over are shown once it is known that nobody has it open.`,
  );
});

test('whoever has a disk on a USB controller open is in the way, who has a camera open is not', () => {
  const usb = knownOr(host.functions, []).find(fn => knownOr(fn.classCode, 0) >> 8 === 0x0c03)?.bdf ?? ROOT_DISK;
  const held = (path: string) => {
    const deviceFiles = [{ path, functions: [usb] }];
    const processes = [{ pid: 77, name: 'qemu-system-x86', uid: 0, user: 'root', paths: [path] }];
    const seat = { ...host.seat, inputs: [], usbDevices: [] };
    return { ...host, seat, holders: { deviceFiles, processes, unreadableProcesses: 0 } };
  };
  for (const path of ['/dev/sdz', '/dev/sg4', '/dev/st0', '/dev/ttyUSB0'])
    expect(offer(held(path), [usb]).commands, path).toBe('');
  for (const path of ['/dev/input/event3', '/dev/hidraw0', '/dev/snd/pcmC3D0c', '/dev/video0', '/dev/bus/usb/001/004'])
    expect(offer(held(path), [usb]).commands, path).toContain('driver/unbind');
});
