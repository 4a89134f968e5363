/**
 * A QEMU command as data: each option with its properties and the reason it is there.
 * Exporters (argv, shell script) only differ in how they write it down.
 */
import type { HostSnapshot } from '../host/snapshot.ts';
import type { MachineSpec } from '../machine/machine-spec.ts';

export type QemuOption = {
  /** `-device`, `-m`, ... */
  option: string;
  /** The implied first value (`vfio-pci` of `-device vfio-pci,...`), or the only one; null: a bare switch. */
  head: string | null;
  properties: readonly (readonly [name: string, value: string])[];
  /** Why this option is there, one line for a comment. */
  why: string;
};

/** A file that must exist before QEMU starts: this machine's own copy of the firmware's variables. */
export type VariablesCopy = { template: string; copy: string };

export type QemuCommand = {
  binary: string;
  options: QemuOption[];
  variables: VariablesCopy | null;
};

export declare function planQemuCommand(host: HostSnapshot, spec: MachineSpec): QemuCommand;
