/**
 * Texts about what was picked: IOMMU groups, drivers, VFIO nodes.
 * Source: Linux Documentation/driver-api/vfio.rst; drivers/iommu/iommu.c (DMA ownership); QEMU hw/vfio/container.c
 * ("group %d is not viable").
 */
import type { Unknown } from '../../host/measured.ts';
import type { Bdf } from '../../pci/bdf.ts';
import type { Catalogue, NoFacts } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import { countOf, enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { GroupLoss } from '../group-losses.ts';
import type { Remedy } from '../remedy.ts';
import { octal } from './virtualization.ts';

export type SelectionFacts = {
  'selection/empty': NoFacts;
  'selection/not-found': { bdf: Bdf };
  'selection/picked-twice': { bdf: Bdf };
  'selection/is-bridge': { fn: FunctionLabel };
  /** `isVirtio`: a virtio IOMMU, which takes a function in when a driver is bound to it. */
  'iommu/no-group': { fn: FunctionLabel; isVirtio: boolean };
  'iommu/group-unmeasured': { fn: FunctionLabel; gap: Unknown };
  'iommu/group-shared': {
    group: number;
    picked: FunctionLabel[];
    inTheWay: FunctionLabel[];
    /** Of those in the way: what VFIO could take too. The others are bridges under a driver of their own. */
    assignable: FunctionLabel[];
    /** What the host loses if those in the way go along. */
    losses: GroupLoss[];
    /** Of those in the way: what hangs on them could not be measured in full. */
    unclear: FunctionLabel[];
  };
  'iommu/no-iommu-group': { group: number; picked: FunctionLabel[] };
  'iommu/group-viable': { group: number; picked: FunctionLabel[]; bridges: FunctionLabel[]; idle: FunctionLabel[] };
  'iommu/reserved-regions-unmeasured': { group: number; gap: Unknown };
  'vfio/not-bound': {
    fns: FunctionLabel[];
    /** Those among them that are in use, and must not be unbound as they are. */
    notNow: Bdf[];
    /** Those of `notNow` whose disks carry an array, a volume or a pool that is open. */
    keptOpen: Bdf[];
    /** Those whose unbinding would hang if somebody had them open, which could not be measured. */
    lookFirst: Bdf[];
  };
  'vfio/bound': { fns: FunctionLabel[] };
  'vfio/driver-unmeasured': { fn: FunctionLabel; gap: Unknown };
  'vfio/group-node-denied': { path: string; owner: string; group: string; mode: number; user: string };
  'vfio/group-node-usable': { path: string };
  'vfio/group-node-unmeasured': { gap: Unknown };
};

const groupFolder = (group: number) => `/sys/kernel/iommu_groups/${group}`;
const deviceFile = (bdf: Bdf, name: string) => `/sys/bus/pci/devices/${bdf}/${name}`;
const names = (labels: readonly FunctionLabel[]) => enumerate(labels.map(formatLabel));
const bdfs = (labels: readonly FunctionLabel[]) => labels.map(label => label.bdf);
/** Names stand here, so that the explanation stays short enough to be read. */
const driverEvidence = (label: FunctionLabel, source: string) => ({
  source,
  observed: [label.driver ? `driver ${label.driver}` : 'no driver', label.name].filter(Boolean).join(', '),
});
const leaveOut = (labels: readonly FunctionLabel[]): Remedy => ({
  kind: 'deselect',
  functions: bdfs(labels),
  label: `Leave out ${enumerate(bdfs(labels))}`,
});

const MOST_LOSSES = 4;

/** The gravest few by name, the others by number. */
function someLosses(losses: readonly GroupLoss[]): string {
  const gravestFirst = [...losses].sort((a, b) => Number(b.level === 'refuses') - Number(a.level === 'refuses'));
  const named = gravestFirst.slice(0, MOST_LOSSES).map(({ bdf, text }) => `${text} with ${bdf}`);
  return losses.length > MOST_LOSSES
    ? `${named.join(', ')}, and ${losses.length - MOST_LOSSES} more`
    : enumerate(named);
}

/** The three writes that hand one function over; driver_override first, so that no host driver can claim it in between. */
function bindLine({ bdf, driver }: FunctionLabel): string {
  const folder = `/sys/bus/pci/devices/${bdf}`;
  return [
    `echo vfio-pci > ${folder}/driver_override`,
    ...(driver ? [`echo ${bdf} > ${folder}/driver/unbind`] : []),
    `echo ${bdf} > /sys/bus/pci/drivers_probe`,
  ].join(' && ');
}

export const selectionCatalogue: Catalogue<SelectionFacts> = {
  'selection/empty': {
    severity: 'note',
    title: () => 'No function is picked yet',
    explain: () => 'The machine starts, but gets no hardware of its own.',
    evidence: () => [],
    remedies: () => [],
  },
  'selection/not-found': {
    severity: 'blocker',
    title: f => `There is no PCI function ${f.bdf} on this host`,
    explain: f =>
      `${f.bdf} was asked for, but the kernel does not list it. Addresses move when a card is added or the firmware is updated.`,
    evidence: f => [{ source: `/sys/bus/pci/devices/${f.bdf}`, observed: 'not there' }],
    remedies: f => [{ kind: 'deselect', functions: [f.bdf], label: `Leave out ${f.bdf}` }],
  },
  'selection/picked-twice': {
    severity: 'blocker',
    title: f => `${f.bdf} is picked twice`,
    explain: () => 'One function can be given to a machine once.',
    evidence: f => [{ source: 'the wish', observed: `${f.bdf} more than once` }],
    remedies: () => [{ kind: 'advice', text: 'Take one of the two out of the machine description.' }],
  },
  'selection/is-bridge': {
    severity: 'blocker',
    title: f => `${f.fn.bdf} is a bridge`,
    explain: f =>
      `${formatLabel(f.fn)} carries other devices or the machine itself. Bridges stay with the host; VFIO does not assign them.`,
    evidence: f => [{ source: deviceFile(f.fn.bdf, 'class'), observed: 'a bridge' }],
    remedies: f => [leaveOut([f.fn])],
  },
  'iommu/no-group': {
    severity: 'blocker',
    title: f =>
      f.isVirtio ? `${f.fn.bdf} has no IOMMU group as long as no driver is bound to it` : `No IOMMU covers ${f.fn.bdf}`,
    explain: f =>
      f.isVirtio
        ? `A virtio IOMMU makes the group of a function when a driver is bound to it, and ${formatLabel(f.fn)} has none. Bound to vfio-pci it will most likely get one; started now, QEMU would stop with "no iommu_group found".`
        : `${formatLabel(f.fn)} has no IOMMU group, although other devices have. QEMU would stop with "no iommu_group found".`,
    evidence: f => [{ source: deviceFile(f.fn.bdf, 'iommu_group'), observed: 'not there' }],
    remedies: f =>
      f.isVirtio
        ? [
            {
              kind: 'command',
              command: ['modprobe vfio-pci', bindLine(f.fn)].join('\n'),
              needsRoot: true,
              effect: `binds ${f.fn.bdf} to vfio-pci until the next start of the host; scan again after it`,
            },
            leaveOut([f.fn]),
          ]
        : [leaveOut([f.fn])],
  },
  'iommu/group-unmeasured': {
    severity: 'unmeasured',
    title: f => `The IOMMU group of ${f.fn.bdf} could not be measured`,
    explain: f => `Without it nobody can say what else must leave the host together with ${formatLabel(f.fn)}.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'iommu/group-shared': {
    severity: 'blocker',
    title: f =>
      `IOMMU group ${f.group} is shared with ${countOf(f.inTheWay.length, 'function')} that the host still drives`,
    explain: f =>
      `VFIO takes a whole IOMMU group or nothing. ${enumerate(bdfs(f.inTheWay))} ${f.inTheWay.length === 1 ? 'belongs' : 'belong'} to this one and ${f.inTheWay.length === 1 ? 'is' : 'are'} under a host driver, so QEMU would stop with "group ${f.group} is not viable".${
        f.losses.length > 0
          ? ` If ${f.inTheWay.length === 1 ? 'it' : 'they'} went along, the host would lose ${someLosses(f.losses)}.`
          : ''
      }`,
    evidence: f => f.inTheWay.map(label => driverEvidence(label, `${groupFolder(f.group)}/devices/${label.bdf}`)),
    remedies: f => {
      const bridges = f.inTheWay.filter(label => !f.assignable.some(other => other.bdf === label.bdf));
      const refused = [...new Set(f.losses.filter(loss => loss.level === 'refuses').map(loss => loss.bdf))];
      const unclear = f.unclear.map(label => label.bdf);
      const another: Remedy = {
        kind: 'advice',
        text:
          refused.length > 0
            ? `Try another slot for the card: the group follows the slot, and the host cannot do without ${enumerate(refused)}.`
            : unclear.length > 0
              ? `Try another slot for the card: the group follows the slot, and whether the host can do without ${enumerate(unclear)} could not be measured.`
              : 'If the host needs one of them, try another slot for the card: the group follows the slot.',
      };
      // The whole group is no way out when the host would go down with it.
      const assign: Remedy[] =
        f.assignable.length > 0 && refused.length === 0
          ? [
              {
                kind: 'select',
                functions: bdfs(f.assignable),
                label: `Assign ${enumerate(bdfs(f.assignable))} as well`,
              },
            ]
          : [];
      const unbind: Remedy[] = bridges.map(label => ({
        kind: 'command',
        command: `echo ${label.bdf} > /sys/bus/pci/devices/${label.bdf}/driver/unbind`,
        needsRoot: true,
        effect: `takes ${label.driver ?? 'its driver'} off the bridge ${label.bdf}, which cannot be assigned`,
      }));
      const isRisky = refused.length + unclear.length > 0;
      return [...(isRisky ? [another] : []), ...assign, leaveOut(f.picked), ...unbind, ...(isRisky ? [] : [another])];
    },
  },
  'iommu/no-iommu-group': {
    severity: 'blocker',
    title: f => `Group ${f.group} has no IOMMU behind it`,
    explain: f =>
      `VFIO made this group itself, because its unsafe no-IOMMU mode is on. Nothing keeps ${names(f.picked)} from reading and writing all memory of the host, and QEMU refuses such groups.`,
    evidence: f => [{ source: `${groupFolder(f.group)}/name`, observed: 'vfio-noiommu' }],
    remedies: () => [
      { kind: 'firmware-setting', setting: 'Intel VT-d, or IOMMU on AMD', value: 'Enabled' },
      { kind: 'kernel-argument', argument: 'vfio.enable_unsafe_noiommu_mode=1', action: 'remove' },
    ],
  },
  'iommu/group-viable': {
    severity: 'ok',
    title: f => `IOMMU group ${f.group} can be assigned`,
    explain: f =>
      `${names(f.picked)} ${f.picked.length === 1 ? 'leaves' : 'leave'} the host; nothing else in the group is under a host driver.${
        f.bridges.length > 0
          ? ` ${enumerate(f.bridges.map(label => label.bdf))} ${f.bridges.length === 1 ? 'is a bridge and stays' : 'are bridges and stay'}.`
          : ''
      }${f.idle.length > 0 ? ` ${names(f.idle)} ${f.idle.length === 1 ? 'has' : 'have'} no host driver and may stay behind, but no driver may claim ${f.idle.length === 1 ? 'it' : 'them'} while the machine runs.` : ''}`,
    evidence: f => [
      {
        source: `${groupFolder(f.group)}/devices`,
        observed: [...f.picked, ...f.idle, ...f.bridges].map(label => label.bdf).join(', '),
      },
    ],
    remedies: () => [],
  },
  'iommu/reserved-regions-unmeasured': {
    severity: 'unmeasured',
    title: f => `The reserved regions of IOMMU group ${f.group} could not be measured`,
    explain: () => 'A 1:1 region would forbid assignment; whether there is one is open.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'vfio/not-bound': {
    severity: 'warning',
    title: f => {
      const [only, ...more] = f.fns;
      if (only && more.length === 0)
        return only.driver ? `${only.bdf} is still driven by ${only.driver}` : `${only.bdf} is not bound to vfio-pci`;
      return `${f.fns.length} functions are not bound to vfio-pci yet`;
    },
    explain: f =>
      `${enumerate(bdfs(f.fns))} must be bound to vfio-pci before the machine starts; the exported script checks it and stops with a clear message otherwise.${
        f.notNow.length > 0
          ? ` ${enumerate(f.notNow)} ${f.notNow.length === 1 ? 'is' : 'are'} in use: unbound now, the host would lose what rests on ${f.notNow.length === 1 ? 'it' : 'them'}, or the unbind would hang.`
          : ''
      }${
        f.lookFirst.length > 0
          ? ` Whether a program has ${enumerate(f.lookFirst)} open could not be seen in full, and NVIDIA's driver waits for ever when it is unbound from a card that is open.`
          : ''
      }${
        f.fns.some(({ bdf, driver }) => driver !== null && ![...f.notNow, ...f.lookFirst].includes(bdf))
          ? ' Close whatever uses the device first: unbinding a driver from a device in use can hang.'
          : ''
      }`,
    evidence: f => f.fns.map(label => driverEvidence(label, deviceFile(label.bdf, 'driver'))),
    remedies: f => {
      const ready = f.fns.filter(({ bdf }) => ![...f.notNow, ...f.lookFirst].includes(bdf));
      return [
        ...(ready.length > 0
          ? [
              {
                kind: 'command',
                command: ['modprobe vfio-pci', ...ready.map(bindLine)].join('\n'),
                needsRoot: true,
                effect: `hands ${enumerate(bdfs(ready))} to vfio-pci until the next start of the host`,
              } as const,
            ]
          : []),
        ...(f.notNow.length > 0
          ? [
              {
                kind: 'advice',
                text: `First end what uses ${enumerate(f.notNow)}, as told beside this, and look again: the commands that hand ${f.notNow.length === 1 ? 'it' : 'them'} over are shown once nothing does.`,
              } as const,
            ]
          : []),
        ...(f.keptOpen.length > 0
          ? [
              {
                kind: 'advice',
                text: `What is built on the disks of ${enumerate(f.keptOpen)} stays open even when nothing of it is mounted: stop arrays with mdadm --stop, close LVM with vgchange -an and LUKS with cryptsetup close, and export ZFS pools with zpool export.`,
              } as const,
            ]
          : []),
        ...(f.lookFirst.length > 0
          ? [
              {
                kind: 'advice',
                text: `Look at the host as root first, to see the open files of every process: the commands that hand ${enumerate(f.lookFirst)} over are shown once it is known that nobody has ${f.lookFirst.length === 1 ? 'it' : 'them'} open.`,
              } as const,
            ]
          : []),
      ];
    },
  },
  'vfio/bound': {
    severity: 'ok',
    title: f => `${enumerate(bdfs(f.fns))} ${f.fns.length === 1 ? 'is' : 'are'} bound to a VFIO driver`,
    explain: f => `${names(f.fns)} ${f.fns.length === 1 ? 'is' : 'are'} ready for a machine.`,
    evidence: f => f.fns.map(label => ({ source: deviceFile(label.bdf, 'driver'), observed: label.driver ?? '' })),
    remedies: () => [],
  },
  'vfio/driver-unmeasured': {
    severity: 'unmeasured',
    title: f => `The driver of ${f.fn.bdf} could not be measured`,
    explain: f => `Whether the host uses ${formatLabel(f.fn)} is open.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'vfio/group-node-denied': {
    severity: 'blocker',
    title: f => `${f.user} may not open ${f.path}`,
    explain: f =>
      `The node belongs to ${f.owner}:${f.group} with mode ${octal(f.mode)}. QEMU started by ${f.user} stops with "failed to open ${f.path}: Permission denied".`,
    evidence: f => [{ source: f.path, observed: `${f.owner}:${f.group}, mode ${octal(f.mode)}` }],
    remedies: f => [
      {
        kind: 'command',
        command: `chown ${f.user} ${f.path}`,
        needsRoot: true,
        effect: 'opens it for this user until the function is bound again',
      },
      {
        kind: 'advice',
        text: `To keep it: a udev rule with SUBSYSTEM=="vfio", GROUP="vfio", MODE="0660" in /etc/udev/rules.d/, and ${f.user} in the group vfio.`,
      },
    ],
  },
  'vfio/group-node-usable': {
    severity: 'ok',
    title: f => `This user may open ${f.path}`,
    explain: () => 'QEMU need not run as root to use this group.',
    evidence: f => [{ source: f.path, observed: 'readable and writable for this user' }],
    remedies: () => [],
  },
  'vfio/group-node-unmeasured': {
    severity: 'unmeasured',
    title: f => `Whether this user may open ${f.gap.source} could not be measured`,
    explain: () => 'QEMU must open the node of the IOMMU group. Ask on the host itself.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: f => [
      { kind: 'command', command: `ls -l ${f.gap.source}`, needsRoot: false, effect: 'shows its owner and mode' },
    ],
  },
};
