/**
 * The machine as asked for on the command line: a description from `--spec`, changed by single flags.
 * Pure: text in, a wish or the list of what is wrong with it out.
 */
import { z } from 'zod';
import {
  type Disk,
  defaultMachineSpec,
  type MachineSpec,
  machineSpec,
  type Network,
} from '../../core/machine/machine-spec.ts';
import { parseSize } from '../../core/memory/parse-size.ts';
import { type Bdf, parseBdf } from '../../core/pci/bdf.ts';

export type WishFlags = {
  device?: string[];
  rom?: string[];
  name?: string;
  memory?: string;
  vcpus?: string;
  firmware?: string;
  disk?: string[];
  cdrom?: string[];
  network?: string;
  display?: string;
};

export type Wish = { kind: 'wish'; spec: MachineSpec } | { kind: 'wrong'; problems: string[] };

/** Where a field comes from, for messages. */
const FLAG_OF_FIELD: Record<string, string> = {
  name: '--name',
  memoryBytes: '--memory',
  vcpus: '--vcpus',
  firmware: '--firmware',
  disks: '--disk',
  network: '--network',
  display: '--display',
  functions: '--device',
};

/** @param description the text of the `--spec` file; null: none was given. */
export function readWish(flags: WishFlags, description: string | null): Wish {
  const problems: string[] = [];
  const base = description === null ? { ...defaultMachineSpec } : readDescription(description, problems);
  const roms = readRoms(flags.rom ?? [], problems);
  const wish = {
    ...base,
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.memory === undefined ? {} : { memoryBytes: readMemory(flags.memory, problems) }),
    ...(flags.vcpus === undefined ? {} : { vcpus: readCount(flags.vcpus, problems) }),
    ...(flags.firmware === undefined ? {} : { firmware: flags.firmware }),
    ...(flags.display === undefined ? {} : { display: flags.display }),
    ...(flags.network === undefined ? {} : { network: readNetwork(flags.network) }),
    ...(flags.disk || flags.cdrom
      ? { disks: [...(flags.disk ?? []).map(readDisk), ...(flags.cdrom ?? []).map(readCd)] }
      : {}),
    ...(flags.device ? { functions: readDevices(flags.device, roms, problems) } : {}),
  };
  for (const bdf of roms.keys()) {
    if (!(flags.device ?? []).some(text => parseBdf(text) === bdf))
      problems.push(`--rom names ${bdf}, which is not among the --device functions.`);
  }
  if (problems.length > 0) return { kind: 'wrong', problems };
  const parsed = machineSpec.safeParse(wish);
  if (parsed.success) return { kind: 'wish', spec: parsed.data };
  return { kind: 'wrong', problems: parsed.error.issues.map(issue => explainIssue(issue, wish)) };
}

function explainIssue(issue: z.core.$ZodIssue, wish: object): string {
  const [field, ...rest] = issue.path.map(String);
  if (field === undefined) return `The machine description ${issue.message}.`;
  const given = field in wish ? JSON.stringify(wish[field as keyof typeof wish]) : 'missing';
  const flag = FLAG_OF_FIELD[field];
  return `${[field, ...rest].join('.')}${flag ? ` (${flag})` : ''}: ${issue.message}; given: ${given}.`;
}

function readDescription(text: string, problems: string[]): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    problems.push(`The machine description is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
    return {};
  }
  const head = z.object({ format: z.literal('bindery-machine'), version: z.number() }).safeParse(value);
  if (!head.success) problems.push('The machine description has no format "bindery-machine" and version.');
  else if (head.data.version > 1)
    problems.push(
      `The machine description has version ${head.data.version}; this Bindery knows version 1. Update Bindery to read it.`,
    );
  return typeof value === 'object' && value !== null ? value : {};
}

function readMemory(text: string, problems: string[]): number {
  const bytes = parseSize(text);
  if (bytes === null) problems.push(`--memory ${text} is no size. Write it like 16G or 8192M.`);
  return bytes ?? 0;
}

function readCount(text: string, problems: string[]): number {
  if (!/^\d+$/.test(text)) problems.push(`--vcpus ${text} is not a whole number.`);
  return Number(text);
}

function readNetwork(text: string): Network | { kind: string } {
  return text.startsWith('bridge:') ? { kind: 'bridge', bridge: text.slice('bridge:'.length) } : { kind: text };
}

/** A format is not guessed from content: QEMU reads a raw disk that a guest can write as whatever the guest makes of it. */
function readDisk(path: string): Disk {
  return { path, format: path.endsWith('.qcow2') ? 'qcow2' : 'raw', bus: 'virtio', kind: 'disk' };
}

function readCd(path: string): Disk {
  return { path, format: 'raw', bus: 'sata', kind: 'cdrom' };
}

function readRoms(texts: readonly string[], problems: string[]): Map<Bdf, string> {
  const roms = new Map<Bdf, string>();
  for (const text of texts) {
    const [address = '', ...file] = text.split('=');
    const bdf = parseBdf(address);
    if (bdf === null || file.join('=') === '')
      problems.push(`--rom ${text} is not of the form 0000:01:00.0=/path/to/file.rom.`);
    else roms.set(bdf, file.join('='));
  }
  return roms;
}

function readDevices(
  texts: readonly string[],
  roms: ReadonlyMap<Bdf, string>,
  problems: string[],
): MachineSpec['functions'] {
  return texts.flatMap(text => {
    const bdf = parseBdf(text);
    if (bdf === null) {
      problems.push(`--device ${text} is no PCI address. One looks like 0000:01:00.0; "bindery scan" lists them.`);
      return [];
    }
    const romFile = roms.get(bdf);
    return [romFile === undefined ? { bdf } : { bdf, romFile }];
  });
}
