/** The flags that describe a machine, alike in every command that takes one. */
import type { Command } from 'commander';
import type { MachineSpec } from '../../core/machine/machine-spec.ts';
import { type HostFlags, readFile } from './open-host.ts';
import { UsageError } from './usage-error.ts';
import { readWish, type WishFlags } from './wish-flags.ts';

/** `spec`: a file with a description; `-` is standard input. */
export type WishSource = WishFlags & { spec?: string };

const collect = (value: string, list: string[] | undefined) => [...(list ?? []), value];

export function wishOptions(command: Command): Command {
  return command
    .option('-d, --device <address>', 'assign this PCI function, e.g. 01:00.0; may be repeated', collect)
    .option('--rom <address=file>', 'option ROM image for an assigned function; may be repeated', collect)
    .option('--spec <file>', 'machine description in JSON; the other flags change it')
    .option('--name <name>', 'name of the machine')
    .option('--memory <size>', 'guest memory, e.g. 16G')
    .option('--vcpus <number>', 'virtual processors')
    .option('--firmware <kind>', 'uefi, uefi-secure-boot or seabios')
    .option(
      '--disk <file>',
      'disk image or block device; .qcow2 is qcow2, everything else raw; may be repeated',
      collect,
    )
    .option('--cdrom <file>', 'disc image; may be repeated', collect)
    .option('--network <kind>', 'user, none or bridge:NAME')
    .option('--display <kind>', 'none, gtk, spice or vnc');
}

const NAMES: readonly (keyof WishSource)[] = [
  'spec',
  'device',
  'rom',
  'name',
  'memory',
  'vcpus',
  'firmware',
  'disk',
  'cdrom',
  'network',
  'display',
];

/** Without a word about a machine the question is about the host alone. */
export function isAboutMachine(flags: WishSource): boolean {
  return NAMES.some(name => flags[name] !== undefined);
}

/** The machine as asked for; the default one where nothing was said. */
export async function openWish(flags: WishSource & HostFlags): Promise<MachineSpec> {
  if (flags.spec === '-' && flags.host === '-')
    throw new UsageError('--spec - and --host - cannot both read standard input.');
  const wish = readWish(flags, flags.spec === undefined ? null : await readFile(flags.spec, 'The machine description'));
  if (wish.kind === 'wrong') throw new UsageError(wish.problems.join('\nbindery: '));
  return wish.spec;
}
