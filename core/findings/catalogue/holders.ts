/**
 * Texts about programs that have a picked function open.
 * Source: NVIDIA open-gpu-kernel-modules, kernel-open/nvidia/nv-pci.c, nv_pci_remove(); Linux drivers/vfio/group.c,
 * vfio_group_fops_open() (EBUSY); sound/core/init.c, snd_card_free(); drivers/i2c/i2c-core-base.c, i2c_del_adapter().
 */
import { fullNameOf } from '../../holders/recognise.ts';
import type { Unknown } from '../../host/measured.ts';
import type { Holder } from '../../host/schema/seat.ts';
import type { Bdf } from '../../pci/bdf.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { type Evidence, evidenceOfUnknown } from '../evidence.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';
import { adviseOnHolders, programName } from './holder-advice.ts';

/** `holders` with those of their open files that belong to `fns`. */
type Held = { fns: FunctionLabel[]; holders: Holder[] };
/** `staying`: other functions that a desktop could draw on. */
type HeldByHost = Held & { staying: Bdf[] };

export type HoldersFacts = {
  'holders/other-machine': Held;
  'holders/nvidia-held': HeldByHost;
  'holders/in-use': HeldByHost;
  'holders/none': { fns: FunctionLabel[] };
  'holders/unmeasured': {
    fns: FunctionLabel[];
    /** Processes of other users; null: not even their number is known. */
    closed: number | null;
    gaps: Unknown[];
  };
};

const bdfs = (labels: readonly FunctionLabel[]) => labels.map(label => label.bdf);
const names = (labels: readonly FunctionLabel[]) => enumerate(labels.map(formatLabel));

const MOST_NAMED = 3;

/** The programs of a title: each name once, and not more than fit. */
function who(holders: readonly Holder[]): { text: string; verb: 'has' | 'have' } {
  const programs = [...new Set(holders.map(fullNameOf))];
  const verb = programs.length === 1 ? 'has' : 'have';
  if (programs.length <= MOST_NAMED) return { text: enumerate(programs), verb };
  return { text: `${programs.slice(0, MOST_NAMED - 1).join(', ')} and ${programs.length - MOST_NAMED + 1} more`, verb };
}

const evidence = ({ holders }: Held): Evidence[] =>
  holders.map(holder => ({
    source: `/proc/${holder.pid}/fd`,
    observed: `${programName(holder)}: ${holder.paths.join(', ')}`,
  }));

const WITHOUT_ENDING_ANYTHING: Remedy = {
  kind: 'advice',
  text: 'Or let vfio-pci take it when the host starts, before any program can open it.',
};

const leaveOut = (fns: readonly FunctionLabel[]): Remedy => ({
  kind: 'deselect',
  functions: bdfs(fns),
  label: `Leave out ${enumerate(bdfs(fns))}`,
});

export const holdersCatalogue: Catalogue<HoldersFacts> = {
  'holders/other-machine': {
    severity: 'blocker',
    title: f => `${who(f.holders).text} already ${who(f.holders).verb} ${enumerate(bdfs(f.fns))}`,
    explain: f =>
      `${enumerate(f.holders.map(programName))} ${f.holders.length === 1 ? 'has' : 'have'} the VFIO node of ${names(f.fns)} open. Only one program at a time may, so another machine stops with "Device or resource busy".`,
    evidence,
    remedies: f => [
      {
        kind: 'advice',
        text: `Shut that machine down first, from inside the guest, and wait until ${enumerate(f.holders.map(holder => `process ${holder.pid}`))} ${f.holders.length === 1 ? 'has' : 'have'} ended.`,
      },
      leaveOut(f.fns),
    ],
  },
  'holders/nvidia-held': {
    severity: 'warning',
    title: f =>
      `${enumerate(bdfs(f.fns))} must not be unbound now: ${who(f.holders).text} ${who(f.holders).verb} it open`,
    explain: f =>
      `NVIDIA's driver cannot give up a card that is open. An unbind would write "NVRM: Attempting to remove device ${bdfs(f.fns)[0] ?? ''} with non-zero usage count!" into the kernel log and wait for ever: the command cannot be ended, nvidia-smi and the desktop hang with it, and only a restart of the host helps. So first make sure that nobody has ${names(f.fns)} open.`,
    evidence,
    remedies: f => [
      ...adviseOnHolders(f.holders, bdfs(f.fns), f.staying),
      {
        kind: 'command',
        command: `fuser -v ${[...new Set(f.holders.flatMap(holder => holder.paths))].sort().join(' ')}`,
        needsRoot: true,
        effect: 'lists who still has it open; unbind only when it lists nobody',
      },
      WITHOUT_ENDING_ANYTHING,
    ],
  },
  'holders/in-use': {
    severity: 'warning',
    title: f => `${who(f.holders).text} ${who(f.holders).verb} ${enumerate(bdfs(f.fns))} open`,
    explain: f =>
      `A driver lets go of a device when the last program has closed it. Taken away earlier, ${names(f.fns)} can leave the unbind hanging, and programs that use it crash: a desktop takes its session with it.`,
    evidence,
    remedies: f => [...adviseOnHolders(f.holders, bdfs(f.fns), f.staying), WITHOUT_ENDING_ANYTHING],
  },
  'holders/none': {
    severity: 'ok',
    title: f => `No program has ${enumerate(bdfs(f.fns))} open`,
    explain: () => 'The open files of every process were looked through when the host was scanned.',
    evidence: () => [{ source: '/proc/*/fd', observed: 'no device file of these functions' }],
    remedies: () => [],
  },
  'holders/unmeasured': {
    severity: 'unmeasured',
    title: f =>
      `Whether ${f.closed === null ? '' : 'other '}programs have ${enumerate(bdfs(f.fns))} open could not be measured`,
    explain: f =>
      f.closed === null
        ? 'A driver lets go of a device only when no program has it open; whether one has is open.'
        : `Only root may see the open files of ${f.closed === 1 ? 'one process that belongs' : `${f.closed} processes that belong`} to other users. Services such as the login screen, the session manager or nvidia-persistenced are mostly among them.`,
    evidence: f => f.gaps.map(evidenceOfUnknown),
    remedies: f => [
      {
        kind: 'bindery',
        words: `check ${f.fns.map(label => `-d ${label.bdf}`).join(' ')}`,
        needsRoot: true,
        effect: 'sees the open files of all processes, and changes nothing',
      },
    ],
  },
};
