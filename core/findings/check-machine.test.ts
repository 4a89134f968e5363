import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { Unknown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { type Disk, defaultMachineSpec, GIB, type MachineSpec, MIB } from '../machine/machine-spec.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkMachine } from './check-machine.ts';

const gap: Unknown = { unknown: 'denied', source: '/x', detail: 'EACCES' };
const GPU = '0000:01:00.0' as Bdf;
const disk: Disk = { path: '/vm/a.qcow2', format: 'qcow2', bus: 'virtio', kind: 'disk' };
const wish: MachineSpec = { ...defaultMachineSpec, functions: [{ bdf: GPU }], disks: [disk] };

let host: HostSnapshot;
beforeAll(async () => {
  const sample = await sampleSnapshot('intel-desktop');
  host = { ...sample, user: { ...sample.user, memlock: { softBytes: null, hardBytes: null }, launchers: [] } };
});

const codes = (on: HostSnapshot, spec: Partial<MachineSpec>) =>
  checkMachine(on, { ...wish, ...spec }).map(finding => finding.code);

test('a wish that fits', () => {
  expect(codes(host, {})).toEqual(['memory/memlock-enough', 'memory/hugepages-obtainable', 'firmware/found']);
});

describe('locked memory for 8 GiB', () => {
  const limited = (softBytes: number | null, hardBytes: number | null) => ({
    ...host,
    user: { ...host.user, memlock: { softBytes, hardBytes } },
  });

  test.each([
    [9 * GIB, 9 * GIB, 'memory/memlock-enough'],
    [9 * GIB - 1, 9 * GIB - 1, 'memory/memlock-tight'],
    [8 * GIB, 8 * GIB, 'memory/memlock-tight'],
    [8 * GIB - 1, 8 * GIB - 1, 'memory/memlock-too-low'],
    [8 * MIB, 8 * MIB, 'memory/memlock-too-low'],
    [8 * MIB, 9 * GIB, 'memory/memlock-soft-too-low'],
    [8 * MIB, null, 'memory/memlock-soft-too-low'],
    [null, null, 'memory/memlock-enough'],
  ])('soft %j, hard %j: %s', (soft, hard, code) => {
    expect(codes(limited(soft, hard), {})[0]).toBe(code);
  });

  test('does not bind who may lock without limit', () => {
    const root = { ...limited(MIB, MIB), user: { ...limited(MIB, MIB).user, canLockUnlimited: true } };
    expect(codes(root, {})[0]).toBe('memory/memlock-exempt');
  });

  test('is open when it could not be read', () => {
    expect(codes({ ...host, user: { ...host.user, memlock: gap } }, {})[0]).toBe('memory/memlock-unmeasured');
  });

  test('is not asked for without assigned functions', () => {
    expect(codes(limited(MIB, MIB), { functions: [] }).filter(code => code.includes('memlock'))).toEqual([]);
  });
});

test.each<[string, Partial<HostSnapshot>, Partial<MachineSpec>, string]>([
  ['more memory than there is', {}, { memoryBytes: 64 * GIB }, 'memory/more-than-host'],
  ['more memory than is free', {}, { memoryBytes: 26 * GIB }, 'memory/more-than-free'],
  ['more processors than there are', {}, { vcpus: 64 }, 'machine/more-vcpus-than-host'],
  ['no firmware', { firmware: [] }, {}, 'firmware/uefi-missing'],
  ['no secure firmware', { firmware: [] }, { firmware: 'uefi-secure-boot' }, 'firmware/secure-boot-missing'],
  ['firmware not known', { firmware: gap }, {}, 'firmware/unmeasured'],
  ['no disk', {}, { disks: [] }, 'machine/no-disk'],
  ['one file for two disks', {}, { disks: [disk, disk] }, 'machine/disk-twice'],
  ['one file for a disk and a disc', {}, { disks: [disk, { ...disk, kind: 'cdrom' }] }, 'machine/disk-twice'],
  ['a disk somewhere', {}, { disks: [{ ...disk, path: 'a.qcow2' }] }, 'machine/relative-path'],
  ['a ROM somewhere', {}, { functions: [{ bdf: GPU, romFile: 'gpu.rom' }] }, 'machine/relative-path'],
  ['no picture', {}, { functions: [{ bdf: '0000:01:00.1' as Bdf }] }, 'machine/no-picture'],
  ['a bridge', {}, { network: { kind: 'bridge', bridge: 'br0' } }, 'machine/bridge-needs-helper'],
])('%s', (_, change, spec, code) => {
  expect(codes({ ...host, ...change }, spec)).toContain(code);
});

test('SeaBIOS needs no firmware build', () => {
  expect(
    codes({ ...host, firmware: [] }, { firmware: 'seabios' }).filter(code => code.startsWith('firmware/')),
  ).toEqual([]);
});

test('memory of the host that could not be read leaves the question open', () => {
  expect(codes({ ...host, memory: { ...host.memory, totalBytes: gap } }, {})).toContain('memory/host-unmeasured');
});

test('one disc in two drives is fine', () => {
  const disc = { ...disk, kind: 'cdrom' } as const;
  expect(codes(host, { disks: [disc, disc] })).not.toContain('machine/disk-twice');
});
