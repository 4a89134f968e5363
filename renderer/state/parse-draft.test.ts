import { assert, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultMachineSpec, GIB, type MachineSpec, machineSpec } from '../../core/machine/machine-spec.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { draft, draftOf, emptyDraft } from './draft.ts';
import { parseDraft } from './parse-draft.ts';

const gpu = '0000:01:00.0' as Bdf;
const parse = (change: Partial<typeof emptyDraft>, previous: MachineSpec = defaultMachineSpec) =>
  parseDraft({ ...emptyDraft, ...change }, previous);

describe('a draft', () => {
  it('gives the wish it was made from', () => {
    const spec: MachineSpec = {
      ...defaultMachineSpec,
      name: 'games',
      memoryBytes: 12.5 * GIB,
      disks: [{ path: '/dev/vg0/games', format: 'raw', bus: 'nvme', kind: 'disk' }],
      network: { kind: 'bridge', bridge: 'br0' },
      functions: [{ bdf: gpu, romFile: '/var/lib/roms/gpu.rom' }],
    };
    expect(parseDraft(draftOf(spec), defaultMachineSpec)).toEqual({ spec, problems: new Map() });
  });

  it.each([
    ['name', { name: '' }, 'must not be empty'],
    ['name', { name: 'a\nb' }, 'must not contain control characters (a line break, a tab, ...)'],
    ['memory', { memory: 'lots' }, 'must be a number of GiB, such as 8 or 0.5'],
    ['memory', { memory: '-4' }, 'must be a number of GiB, such as 8 or 0.5'],
    ['memory', { memory: '0.001' }, 'must be at least 16 MiB'],
    ['memory', { memory: '8.00001' }, 'must be a whole number of MiB'],
    ['vcpus', { vcpus: '2.5' }, 'must be a whole number'],
    ['vcpus', { vcpus: '0' }, 'must be at least 1'],
    ['bridge', { network: 'bridge', bridge: 'no such/name' }, 'a Linux interface name has'],
  ] as const)('keeps the last good value of %s beside %j', (field, change, problem) => {
    const { spec, problems } = parse(change);
    expect([...problems.keys()]).toEqual([field]);
    expect(problems.get(field)).toContain(problem);
    expect(spec).toEqual(defaultMachineSpec);
  });

  it('falls back on what was typed before, not on the default', () => {
    const before = parse({ memory: '16' }).spec;
    expect(parse({ memory: '16x' }, before).spec.memoryBytes).toBe(16 * GIB);
  });

  it('leaves out a disk whose path is not typed yet, and names it', () => {
    const disk = { path: '', format: 'qcow2', bus: 'virtio', kind: 'disk' } as const;
    const { spec, problems } = parse({ disks: [{ ...disk, path: '/a.qcow2' }, disk] });
    expect(spec.disks.map(({ path }) => path)).toEqual(['/a.qcow2']);
    expect([...problems.keys()]).toEqual(['disks.1.path']);
  });

  it('takes an empty ROM file for none', () => {
    expect(parse({ picked: [gpu], romFiles: { [gpu]: '  ' } }).spec.functions).toEqual([{ bdf: gpu }]);
  });

  it('always gives a wish that the schema takes', () => {
    const anyText = string({ unit: 'binary' });
    assert(
      property(
        record({ name: anyText, memory: anyText, vcpus: anyText, bridge: anyText, romFile: anyText, path: anyText }),
        ({ name, memory, vcpus, bridge, romFile, path }) => {
          const typed = { name, memory, vcpus, bridge, network: 'bridge', picked: [gpu] } as const;
          const disks = [{ path, format: 'raw', bus: 'sata', kind: 'cdrom' } as const];
          const { spec } = parse({ ...typed, picked: [gpu], disks, romFiles: { [gpu]: romFile } });
          expect(machineSpec.safeParse(spec).error).toBeUndefined();
        },
      ),
    );
  });

  it('survives storage', () => {
    expect(draft.parse(JSON.parse(JSON.stringify(emptyDraft)))).toEqual(emptyDraft);
  });
});
