/** Turns a draft into a wish, field by field, and says what does not parse. */
import { GIB, type MachineSpec, machineSpec } from '../../core/machine/machine-spec.ts';
import type { Draft } from './draft.ts';

/** `disks.0.path` and `romFiles.0000:01:00.0` beside the plain fields. */
type FieldName = 'name' | 'memory' | 'vcpus' | 'bridge' | `disks.${number}.path` | `romFiles.${string}`;

export type DraftProblems = ReadonlyMap<FieldName, string>;

export type ParsedDraft = {
  /** Holds, for each field that does not parse, the last value that did; rows that do not parse are left out. */
  spec: MachineSpec;
  problems: DraftProblems;
};

const shape = machineSpec.shape;

type Parsed<T> = { value: T } | { problem: string };

/** `previous` is the wish before this edit. */
export function parseDraft(draft: Draft, previous: MachineSpec): ParsedDraft {
  const problems = new Map<FieldName, string>();
  const take = <T>(field: FieldName, parsed: Parsed<T>, otherwise: T): T => {
    if ('value' in parsed) return parsed.value;
    problems.set(field, parsed.problem);
    return otherwise;
  };

  const disks = draft.disks.flatMap((disk, index) => {
    const path = take<string | null>(`disks.${index}.path`, check(shape.disks.element.shape.path, disk.path), null);
    return path === null ? [] : [{ ...disk, path }];
  });
  const functions = draft.picked.map(bdf => {
    const typed = draft.romFiles[bdf] ?? '';
    if (typed.trim() === '') return { bdf };
    const romFile = take<string | null>(
      `romFiles.${bdf}`,
      check(shape.functions.element.shape.romFile.unwrap(), typed),
      null,
    );
    return romFile === null ? { bdf } : { bdf, romFile };
  });
  const network =
    draft.network === 'bridge'
      ? take('bridge', check(shape.network, { kind: 'bridge', bridge: draft.bridge.trim() }), previous.network)
      : { kind: draft.network };

  return {
    spec: {
      ...previous,
      name: take('name', check(shape.name, draft.name), previous.name),
      memoryBytes: take('memory', parseMemory(draft.memory), previous.memoryBytes),
      vcpus: take('vcpus', parseVcpus(draft.vcpus), previous.vcpus),
      firmware: draft.firmware,
      display: draft.display,
      disks,
      network,
      functions,
    },
    problems,
  };
}

function parseMemory(text: string): Parsed<number> {
  const trimmed = text.trim();
  if (!/^\d{1,7}(\.\d{1,10})?$/.test(trimmed)) return { problem: 'must be a number of GiB, such as 8 or 0.5' };
  // A fraction of a byte is no reason for other words than those about MiB.
  return check(shape.memoryBytes, Math.round(Number(trimmed) * GIB));
}

function parseVcpus(text: string): Parsed<number> {
  const trimmed = text.trim();
  return /^\d{1,7}$/.test(trimmed) ? check(shape.vcpus, Number(trimmed)) : { problem: 'must be a whole number' };
}

type Schema<T> = {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: { message: string }[] } };
};

function check<T>(schema: Schema<T>, value: unknown): Parsed<T> {
  const result = schema.safeParse(value);
  return result.success
    ? { value: result.data }
    : { problem: result.error.issues[0]?.message ?? 'is not in the right form' };
}
