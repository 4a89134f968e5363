import { describe, expect, it } from 'vitest';
import { GIB } from '../../core/machine/machine-spec.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { type DraftAction, emptyDraft, reduceDraft } from './draft.ts';

const [gpu, audio] = ['0000:01:00.0', '0000:01:00.1'] as [Bdf, Bdf];
const after = (...actions: DraftAction[]) => actions.reduce(reduceDraft, emptyDraft);

describe('reduceDraft', () => {
  it('picks each function once, in order', () => {
    const picked = after({ kind: 'pick', functions: [gpu] }, { kind: 'pick', functions: [audio, gpu] }).picked;
    expect(picked).toEqual([gpu, audio]);
  });

  it('leaves functions out and remembers their ROM file', () => {
    const left = after(
      { kind: 'pick', functions: [gpu] },
      { kind: 'set-rom', bdf: gpu, path: '/gpu.rom' },
      { kind: 'leave', functions: [gpu] },
    );
    expect(left).toMatchObject({ picked: [], romFiles: { [gpu]: '/gpu.rom' } });
  });

  it('writes a remedy into the fields as if it had been typed', () => {
    const changed = after({ kind: 'change-machine', change: { memoryBytes: 1.5 * GIB, vcpus: 2, display: 'gtk' } });
    expect(changed).toMatchObject({ memory: '1.5', vcpus: '2', display: 'gtk', firmware: emptyDraft.firmware });
  });

  it('edits and removes disks by their place', () => {
    const { disks } = after(
      { kind: 'add-disk' },
      { kind: 'add-disk' },
      { kind: 'edit-disk', index: 1, change: { path: '/b' } },
      { kind: 'remove-disk', index: 0 },
    );
    expect(disks).toEqual([{ path: '/b', format: 'qcow2', bus: 'virtio', kind: 'disk' }]);
  });
});
