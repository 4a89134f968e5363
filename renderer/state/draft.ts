/**
 * The wish while it is being typed.
 *
 * A draft keeps what the user typed, sensible or not; the wish (`MachineSpec`) takes over a field only while its text
 * parses. So a half-typed number neither vanishes nor reaches the review.
 */
import { z } from 'zod';
import { defaultMachineSpec, GIB, type MachineSpec, machineSpec } from '../../core/machine/machine-spec.ts';
import { type Bdf, bdf } from '../../core/pci/bdf.ts';

const shape = machineSpec.shape;

const diskDraft = z.object({
  path: z.string(),
  format: z.enum(['qcow2', 'raw']),
  bus: z.enum(['virtio', 'nvme', 'sata']),
  kind: z.enum(['disk', 'cdrom']),
});
export type DiskDraft = z.infer<typeof diskDraft>;

export const draft = z.object({
  name: z.string(),
  /** In GiB, as typed. */
  memory: z.string(),
  vcpus: z.string(),
  firmware: shape.firmware,
  disks: z.array(diskDraft),
  network: z.enum(['none', 'user', 'bridge']),
  /** Kept while another kind of network is chosen. */
  bridge: z.string(),
  display: shape.display,
  /** In the order in which they were picked. */
  picked: z.array(bdf),
  /** ROM file by address; kept while the function is not picked. */
  romFiles: z.record(z.string(), z.string()),
});
export type Draft = z.infer<typeof draft>;

export function draftOf(spec: MachineSpec): Draft {
  return {
    name: spec.name,
    memory: String(spec.memoryBytes / GIB),
    vcpus: String(spec.vcpus),
    firmware: spec.firmware,
    disks: spec.disks.map(disk => ({ ...disk })),
    network: spec.network.kind,
    bridge: spec.network.kind === 'bridge' ? spec.network.bridge : '',
    display: spec.display,
    picked: spec.functions.map(fn => fn.bdf),
    romFiles: Object.fromEntries(spec.functions.flatMap(fn => (fn.romFile ? [[fn.bdf, fn.romFile]] : []))),
  };
}

export const emptyDraft: Draft = draftOf(defaultMachineSpec);

export type DraftAction =
  | { kind: 'replace'; draft: Draft }
  | { kind: 'edit'; change: Partial<Omit<Draft, 'disks' | 'picked' | 'romFiles'>> }
  | { kind: 'add-disk' }
  | { kind: 'edit-disk'; index: number; change: Partial<DiskDraft> }
  | { kind: 'remove-disk'; index: number }
  | { kind: 'pick'; functions: readonly Bdf[] }
  | { kind: 'leave'; functions: readonly Bdf[] }
  | { kind: 'set-rom'; bdf: Bdf; path: string }
  /** A remedy: fields of the wish, not of the draft. */
  | { kind: 'change-machine'; change: Partial<Pick<MachineSpec, 'firmware' | 'memoryBytes' | 'vcpus' | 'display'>> };

export function reduceDraft(state: Draft, action: DraftAction): Draft {
  switch (action.kind) {
    case 'replace':
      return action.draft;
    case 'edit':
      return { ...state, ...action.change };
    case 'add-disk':
      return { ...state, disks: [...state.disks, { path: '', format: 'qcow2', bus: 'virtio', kind: 'disk' }] };
    case 'edit-disk':
      return {
        ...state,
        disks: state.disks.map((disk, index) => (index === action.index ? { ...disk, ...action.change } : disk)),
      };
    case 'remove-disk':
      return { ...state, disks: state.disks.filter((_, index) => index !== action.index) };
    case 'pick':
      return { ...state, picked: [...new Set([...state.picked, ...action.functions])] };
    case 'leave':
      return { ...state, picked: state.picked.filter(picked => !action.functions.includes(picked)) };
    case 'set-rom':
      return { ...state, romFiles: { ...state.romFiles, [action.bdf]: action.path } };
    case 'change-machine': {
      const { memoryBytes, vcpus, ...same } = action.change;
      return {
        ...state,
        ...same,
        ...(memoryBytes === undefined ? {} : { memory: String(memoryBytes / GIB) }),
        ...(vcpus === undefined ? {} : { vcpus: String(vcpus) }),
      };
    }
  }
}
