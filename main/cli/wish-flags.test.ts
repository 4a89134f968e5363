import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultMachineSpec } from '../../core/machine/machine-spec.ts';
import { readWish } from './wish-flags.ts';

test('no flags give the default machine', () => {
  expect(readWish({}, null)).toEqual({ kind: 'wish', spec: defaultMachineSpec });
});

test('flags change a description', () => {
  const description = JSON.stringify({ ...defaultMachineSpec, name: 'games', vcpus: 8 });
  const wish = readWish(
    {
      device: ['01:00.0', '0000:01:00.1'],
      rom: ['01:00.0=/vm/gpu=1.rom'],
      memory: '16G',
      disk: ['/vm/a.qcow2', '/dev/sdb'],
      cdrom: ['/vm/install.iso'],
      network: 'bridge:br0',
    },
    description,
  );
  expect(wish).toEqual({
    kind: 'wish',
    spec: {
      ...defaultMachineSpec,
      name: 'games',
      vcpus: 8,
      memoryBytes: 16 * 1024 ** 3,
      functions: [{ bdf: '0000:01:00.0', romFile: '/vm/gpu=1.rom' }, { bdf: '0000:01:00.1' }],
      disks: [
        { path: '/vm/a.qcow2', format: 'qcow2', bus: 'virtio', kind: 'disk' },
        { path: '/dev/sdb', format: 'raw', bus: 'virtio', kind: 'disk' },
        { path: '/vm/install.iso', format: 'raw', bus: 'sata', kind: 'cdrom' },
      ],
      network: { kind: 'bridge', bridge: 'br0' },
    },
  });
});

test.each([
  [{ memory: '0' }, /memoryBytes \(--memory\).*at least 16 MiB.*given: 0/],
  [{ memory: 'lots' }, /--memory lots is no size/],
  [{ vcpus: '2.5' }, /--vcpus 2\.5 is not a whole number/],
  [{ vcpus: '0' }, /vcpus \(--vcpus\).*at least 1/],
  [{ vcpus: '300' }, /vcpus \(--vcpus\).*at most 255/],
  [{ device: ['gpu'] }, /--device gpu is no PCI address/],
  [{ device: ['01:00.8'] }, /--device 01:00\.8 is no PCI address/],
  [{ rom: ['01:00.0'] }, /--rom 01:00\.0 is not of the form/],
  [{ rom: ['01:00.0=/a.rom'] }, /0000:01:00\.0, which is not among the --device functions/],
  [{ firmware: 'bios' }, /firmware \(--firmware\).*given: "bios"/],
  [{ network: 'wifi' }, /network.*--network/],
  [{ network: 'bridge:a b' }, /network.*1 to 15 characters/],
  [{ display: 'x' }, /display \(--display\)/],
  [{ name: '  ' }, /name \(--name\).*must not be empty/],
  [{ name: 'two\nlines' }, /name \(--name\).*control characters/],
  [{ disk: [''] }, /disks\.0\.path \(--disk\).*must name a file/],
])('%j is refused by name', (flags, message) => {
  const wish = readWish(flags, null);
  expect(wish.kind === 'wrong' ? wish.problems.join('\n') : wish).toMatch(message);
});

test.each([
  ['not json', /not JSON/],
  ['{}', /no format "bindery-machine"/],
  [JSON.stringify({ ...defaultMachineSpec, version: 2 }), /has version 2; this Bindery knows version 1/],
  ['[]', /no format/],
])('the description %j is refused', (text, message) => {
  const wish = readWish({}, text);
  expect(wish.kind === 'wrong' ? wish.problems.join('\n') : wish).toMatch(message);
});

test('every problem is named at once', () => {
  const wish = readWish({ memory: 'x', vcpus: 'y', device: ['z'] }, null);
  expect(wish.kind === 'wrong' && wish.problems).toHaveLength(3);
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.option(fc.json(), { nil: null }), (a, b, description) => {
      expect(['wish', 'wrong']).toContain(
        readWish({ memory: a, name: b, device: [a], rom: [b], network: a }, description).kind,
      );
    }),
  );
});
