/**
 * What the user can do about a finding, as data: the window makes a button or a copyable line of it, the CLI a
 * line of text. Order matters: the first remedy is the one we would take ourselves.
 */
import type { MachineSpec } from '../machine/machine-spec.ts';
import type { Bdf } from '../pci/bdf.ts';

export type Remedy =
  /** Add these functions to the selection. */
  | { kind: 'select'; functions: Bdf[]; label: string }
  /** Take these functions out of the selection. */
  | { kind: 'deselect'; functions: Bdf[]; label: string }
  /** Replace fields of the wish. */
  | {
      kind: 'change-machine';
      change: Partial<Pick<MachineSpec, 'firmware' | 'memoryBytes' | 'vcpus' | 'display'>>;
      label: string;
    }
  /** A switch in the machine's firmware set-up (BIOS), by its usual names. */
  | { kind: 'firmware-setting'; setting: string; value: string }
  | {
      kind: 'kernel-argument';
      argument: string;
      action: 'add' | 'remove';
      /** With `add`: what it takes the place of. */
      replaces?: string;
    }
  /** Raise RLIMIT_MEMLOCK of the process that starts QEMU. */
  | {
      kind: 'raise-memlock';
      toBytes: number;
      /** null: the name is not known. */
      user: string | null;
      /** Whether limits.d counts for programs of the desktop, too; left out: not known. */
      desktop?: 'reads-limits' | 'ignores-limits';
    }
  /** A command to run by hand. */
  | { kind: 'command'; command: string; needsRoot: boolean; effect: string }
  /** Bindery itself, on the host that the finding is about: each shell knows how it was started. */
  | {
      kind: 'bindery';
      /** After the name of the program. */
      words: string;
      /** A command whose output it reads. */
      input?: string;
      needsRoot: boolean;
      effect: string;
    }
  /** Something only a person can do or decide. */
  | { kind: 'advice'; text: string };
