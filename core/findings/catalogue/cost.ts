/**
 * Texts about what the host loses: disks and network, each with the chain that proves it.
 * Source: md(4), swapoff(8), umount(8); what a mount means is in core/cost/mount-rule.ts.
 */
import { formatChain, formatWay } from '../../cost/describe-reason.ts';
import type { DiskContent } from '../../cost/host-cost.ts';
import { shellQuote } from '../../export/shell-quote.ts';
import type { Unknown } from '../../host/measured.ts';
import { formatBytes } from '../../memory/format-bytes.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { type Evidence, evidenceOfUnknown } from '../evidence.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';

/** A mount point, or a swap area's path, and the way from it down to the disk. */
export type DiskLoss = {
  /** Of one on another computer the chain names that after the mount point, and then the interfaces. */
  kind: 'file-system' | 'remote-file-system' | 'swap';
  what: string;
  chain: string[];
};
export type ArrayLoss = { array: string; raidLevel: string | null; points: string[]; chain: string[] };
export type DiskFact = { device: string; sizeBytes: number | null; contents: DiskContent[] };
/** The interface that is lost, from the top down. */
export type NetworkLoss = { interface: string; chain: string[] };

export type CostFacts = {
  'cost/host-loses-disk': { fn: FunctionLabel; losses: DiskLoss[] };
  'cost/disk-in-use': { fn: FunctionLabel; losses: DiskLoss[] };
  'cost/array-degraded': { fn: FunctionLabel; arrays: ArrayLoss[] };
  'cost/array-idle-member': { fn: FunctionLabel; arrays: Pick<ArrayLoss, 'array' | 'chain'>[] };
  'cost/array-unmeasured': { fn: FunctionLabel; arrays: ArrayLoss[] };
  'cost/unused-disk': { fn: FunctionLabel; disks: DiskFact[] };
  'cost/host-loses-network': { fn: FunctionLabel; routes: NetworkLoss[] };
  'cost/ssh-session': { fn: FunctionLabel; sessions: (NetworkLoss & { isOurs: boolean })[] };
  'cost/network-in-use': { fn: FunctionLabel; uses: NetworkLoss[] };
  'cost/free': { fns: FunctionLabel[] };
  'cost/unmeasured': { fns: FunctionLabel[]; gaps: Unknown[] };
};

const MOST_NAMED = 3;
const MOST_EVIDENCE = 8;

/** The first few by name, the others by number. */
function few(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return enumerate(names);
  return `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
}

const bdfs = (labels: readonly FunctionLabel[]) => enumerate(labels.map(label => label.bdf));
const nameOf = (loss: DiskLoss) => (loss.kind === 'swap' ? `the swap ${loss.what}` : loss.what);
const namesOf = (losses: readonly DiskLoss[]) => few(losses.map(nameOf));

/** `/ rests on dm-1 (root), nvme0n1p3 and nvme0n1`. */
function restsOn(chain: readonly string[]): string {
  return `${chain[0] ?? ''} rests on ${enumerate(chain.slice(1))}`;
}

const isRemote = ({ kind }: DiskLoss) => kind === 'remote-file-system';

/** How the first of the losses comes about. */
function wayTo({ fn, losses }: { fn: FunctionLabel; losses: readonly DiskLoss[] }): string {
  const first = losses[0];
  if (!first || !isRemote(first))
    return `${restsOn(first?.chain ?? [])}, and that disk hangs on ${formatLabel(fn)}. The host runs from it: handed over, the disk is gone at once`;
  const [point = '', source = '', ...interfaces] = first.chain;
  return `${point} lies on another computer (${source}), and the only way there is ${formatWay(interfaces)}, which is ${formatLabel(fn)}. The host runs from it: handed over, it is cut off at once`;
}

const leaveOut = (fn: FunctionLabel): Remedy => ({
  kind: 'deselect',
  functions: [fn.bdf],
  label: `Leave out ${fn.bdf}`,
});

/** No more lines than somebody reads. */
function cut(evidence: Evidence[]): Evidence[] {
  if (evidence.length <= MOST_EVIDENCE) return evidence;
  const rest = evidence.length - MOST_EVIDENCE;
  return [...evidence.slice(0, MOST_EVIDENCE), { source: evidence[0]?.source ?? '', observed: `and ${rest} more` }];
}

function diskEvidence(fn: FunctionLabel, losses: readonly DiskLoss[]): Evidence[] {
  return cut(
    losses.map(({ kind, chain }) => ({
      source: kind === 'swap' ? '/proc/swaps' : '/proc/self/mountinfo',
      observed: formatChain([...chain, fn.bdf]),
    })),
  );
}

const networkEvidence = (fn: FunctionLabel, losses: readonly NetworkLoss[], source: string): Evidence[] =>
  cut(losses.map(({ chain }) => ({ source, observed: formatWay([...chain, fn.bdf]) })));

function letGo({ kind, what }: DiskLoss): Remedy {
  return kind === 'swap'
    ? {
        kind: 'command',
        command: `swapoff ${shellQuote(what)}`,
        needsRoot: true,
        effect: 'brings its content back to memory',
      }
    : {
        kind: 'command',
        command: `umount ${shellQuote(what)}`,
        needsRoot: true,
        effect: 'stops if a program still uses it',
      };
}

const arrayEvidence = (f: { fn: FunctionLabel; arrays: Pick<ArrayLoss, 'chain'>[] }): Evidence[] =>
  f.arrays.map(({ chain }) => ({ source: '/sys/class/block', observed: formatChain([...chain, f.fn.bdf]) }));

const arrayNames = (arrays: readonly ArrayLoss[]) => few(arrays.map(({ array }) => array));
const pointsOf = (arrays: readonly ArrayLoss[]) => few([...new Set(arrays.flatMap(({ points }) => points))]);
const carries = (arrays: readonly ArrayLoss[]) =>
  pointsOf(arrays) === '' ? '' : ` ${pointsOf(arrays)} ${arrays.length === 1 ? 'is on it' : 'are on them'}.`;

function describeContent({ device, type, label }: DiskContent): string {
  if (type === null) return `${device} without a known content`;
  return `${device} with ${type}${label === null ? '' : ` "${label}"`}`;
}

const describeDisk = ({ device, sizeBytes }: DiskFact) =>
  sizeBytes === null ? device : `${device} (${formatBytes(sizeBytes)})`;

export const costCatalogue: Catalogue<CostFacts> = {
  'cost/host-loses-disk': {
    severity: 'blocker',
    title: f => `Without ${f.fn.bdf} the host loses ${namesOf(f.losses)}`,
    explain: f => `${wayTo(f)}, programs hang or crash, and the host may not start again.`,
    evidence: f => diskEvidence(f.fn, f.losses),
    remedies: f => [
      leaveOut(f.fn),
      ...f.losses.filter(loss => loss.kind === 'swap').map(letGo),
      {
        kind: 'advice',
        text: f.losses.every(isRemote)
          ? 'To give it away later, connect the host to that computer by another card first.'
          : `To give it away later, move ${namesOf(f.losses)} to a disk of another controller first.`,
      },
    ],
  },
  'cost/disk-in-use': {
    severity: 'warning',
    title: f => `${namesOf(f.losses)} ${f.losses.length === 1 ? 'is' : 'are'} on a disk of ${f.fn.bdf}`,
    explain: f =>
      `${restsOn(f.losses[0]?.chain ?? [])}, and that disk hangs on ${formatLabel(f.fn)}. ${
        f.losses.every(loss => loss.kind === 'swap')
          ? 'Nothing is in it now, but the host writes to it as soon as memory gets short, and programs die when it is gone.'
          : 'The host goes on without it, but what has not been written when the disk goes is lost, and the machine must not use a file system that the host has mounted.'
      }`,
    evidence: f => diskEvidence(f.fn, f.losses),
    remedies: f => [...f.losses.slice(0, MOST_NAMED).map(letGo), leaveOut(f.fn)],
  },
  'cost/array-degraded': {
    severity: 'warning',
    title: f => `Without ${f.fn.bdf} ${arrayNames(f.arrays)} ${f.arrays.length === 1 ? 'goes' : 'go'} on degraded`,
    explain: f =>
      `${f.arrays.map(({ array, raidLevel, chain }) => `${array} (${raidLevel ?? ''}) loses its member ${chain[1] ?? ''}`).join('; ')}.${carries(f.arrays)} The data stays readable, but without the safety that the array was made for, and giving the disk back means a rebuild.`,
    evidence: arrayEvidence,
    remedies: f => [leaveOut(f.fn)],
  },
  'cost/array-idle-member': {
    severity: 'note',
    title: f => `A spare or failed member of ${few(f.arrays.map(({ array }) => array))} is on ${f.fn.bdf}`,
    explain: f =>
      `${few(f.arrays.map(({ array, chain }) => `${chain[1] ?? ''} belongs to ${array}`))}, but carries no data now: it is a spare, has failed, or is being rebuilt. Nothing is lost with it but the help that it would be when another member fails.`,
    evidence: arrayEvidence,
    remedies: f => [
      leaveOut(f.fn),
      {
        kind: 'advice',
        text: `To give it away, take it out first: ${few(f.arrays.map(({ array, chain }) => `mdadm --manage /dev/${array} --remove /dev/${(chain[1] ?? '').split(' ')[0]}`))}.`,
      },
    ],
  },
  'cost/array-unmeasured': {
    severity: 'unmeasured',
    title: f => `Whether ${arrayNames(f.arrays)} can do without ${f.fn.bdf} could not be measured`,
    explain: f =>
      `${f.arrays.map(({ array, chain }) => `${array} has a member on ${chain.at(-1) ?? ''}`).join('; ')}.${carries(f.arrays)} No file tells how it spreads its data: it may go on degraded, or be lost.`,
    evidence: arrayEvidence,
    remedies: f => [
      {
        kind: 'command',
        command: 'zpool status; lvs -a -o name,segtype,devices',
        needsRoot: true,
        effect: 'shows how pools of ZFS and volumes of LVM are laid out',
      },
      leaveOut(f.fn),
    ],
  },
  'cost/unused-disk': {
    severity: 'note',
    title: f =>
      `The machine gets ${few(f.disks.map(describeDisk))} with what is on ${f.disks.length === 1 ? 'it' : 'them'}`,
    explain: f =>
      `The host has nothing mounted from ${f.disks.length === 1 ? 'this disk' : 'these disks'} of ${formatLabel(f.fn)}, but ${f.disks.length === 1 ? 'it is' : 'they are'} not empty: ${few(f.disks.flatMap(disk => disk.contents.map(describeContent)))}. The machine can read and overwrite it.`,
    evidence: f =>
      cut(
        f.disks.flatMap(disk =>
          disk.contents.map(content => ({ source: '/run/udev/data', observed: describeContent(content) })),
        ),
      ),
    remedies: () => [],
  },
  'cost/host-loses-network': {
    severity: 'blocker',
    title: f => `Without ${f.fn.bdf} the host is off the network`,
    explain: f =>
      `The last default route goes over ${formatWay(f.routes[0]?.chain ?? [])}, which is ${formatLabel(f.fn)}. Updates, network drives and everybody who reaches the host from outside are cut off; what is left is its own keyboard and screen.`,
    evidence: f => networkEvidence(f.fn, f.routes, '/proc/net/route'),
    remedies: f => [
      leaveOut(f.fn),
      {
        kind: 'advice',
        text: 'Or connect the host by another card first, so that a second default route stays.',
      },
    ],
  },
  'cost/ssh-session': {
    severity: 'blocker',
    title: f =>
      f.sessions.some(session => session.isOurs)
        ? `Your SSH session comes in over ${f.fn.bdf}`
        : `The only way into the host by SSH is ${f.fn.bdf}`,
    explain: f =>
      `${f.sessions.some(session => session.isOurs) ? 'The session that Bindery runs in' : 'An SSH session'} comes in over ${formatWay(f.sessions[0]?.chain ?? [])}, which is ${formatLabel(f.fn)}. Handed over, the session is gone, half-way through the work, and nobody gets back in over this card.`,
    evidence: f => networkEvidence(f.fn, f.sessions, '/proc/net/tcp'),
    remedies: f => [
      leaveOut(f.fn),
      { kind: 'advice', text: 'Or come in over another network card, or work at the host itself.' },
    ],
  },
  'cost/network-in-use': {
    severity: 'warning',
    title: f => `${few([...new Set(f.uses.map(use => use.chain.at(-1) ?? use.interface))])} on ${f.fn.bdf} is in use`,
    explain: f =>
      `The host uses ${enumerate([...new Set(f.uses.map(use => formatWay(use.chain)))])}, which is ${formatLabel(f.fn)}. It stays on the network, but loses this interface and whatever goes over it alone.`,
    evidence: f => networkEvidence(f.fn, f.uses, '/sys/class/net'),
    remedies: f => [leaveOut(f.fn)],
  },
  'cost/free': {
    severity: 'ok',
    title: f => `The host does not need ${bdfs(f.fns)}`,
    explain: () =>
      'No mounted disk, no swap, no array, no default route, no SSH session, no screen, no input device and no sound of the host hangs on it.',
    evidence: f => [
      { source: '/proc/self/mountinfo, /proc/swaps', observed: `nothing on a disk of ${bdfs(f.fns)}` },
      { source: '/proc/net/route, /proc/net/tcp', observed: `no way and no SSH session over ${bdfs(f.fns)}` },
    ],
    remedies: () => [],
  },
  'cost/unmeasured': {
    severity: 'unmeasured',
    title: f => `What the host loses without ${bdfs(f.fns)} could not be measured in full`,
    explain: f =>
      `More may hang on ${f.fns.length === 1 ? 'it' : 'them'} than was found. Look for yourself before you hand ${f.fns.length === 1 ? 'it' : 'them'} over.`,
    evidence: f => cut(f.gaps.map(evidenceOfUnknown)),
    remedies: () => [
      {
        kind: 'command',
        command: 'lsblk; ip route; lsusb -t',
        needsRoot: false,
        effect: 'shows the disks, the route to the network and the USB devices in use',
      },
    ],
  },
};
