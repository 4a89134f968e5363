/**
 * Texts about what keeps devices apart: why a group is as large as it is, and what is done against it.
 * Source: Linux drivers/iommu/iommu.c, drivers/pci/pci.c (ACS); Documentation/admin-guide/kernel-parameters.txt
 * (`pci=config_acs=`, since 6.11).
 */
import { type BoardVendor, firmwareSwitches } from '../../iommu/firmware-switch.ts';
import type { GroupCause } from '../../iommu/isolation.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import type { Evidence } from '../evidence.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';
import { type DirectRegionFacts, directRegionCatalogue } from './direct-regions.ts';
import type { Maker } from './iommu.ts';
import { type IommuArgumentFacts, iommuArgumentCatalogue } from './iommu-arguments.ts';

export type ExplainedCause = Omit<GroupCause, 'at' | 'joins'> & { at: FunctionLabel; joins: FunctionLabel[] };

export type IsolationFacts = IommuArgumentFacts &
  DirectRegionFacts & {
    'isolation/group-explained': {
      group: number;
      picked: FunctionLabel[];
      /** Members that are neither picked nor bridges. */
      others: FunctionLabel[];
      /** Nearest to the root first. */
      causes: ExplainedCause[];
      /** Ports where the card would be alone; empty: none is known, or the function is no card. */
      slots: { port: FunctionLabel; behind: FunctionLabel[]; lanes: number | null }[];
      /** The picked functions sit in a slot, as far as one can tell: they are not part of the root bus. */
      isCard: boolean;
      maker: Maker;
      board: BoardVendor | null;
      /** `pci=config_acs=...`, where that can help. */
      configAcs: string | null;
      /** The distribution kernel that carries the override; null: none that is known. */
      overrideCarrier: string | null;
    };
    'isolation/acs-override-in-use': {
      argument: string;
      proof: 'kernel-log' | 'registers' | null;
      /** Ports that are taken for isolating and are not, as far as that could be read. */
      pretending: FunctionLabel[];
    };
  };

const config = (bdf: string) => `/sys/bus/pci/devices/${bdf}/config`;
const MOST_CAUSES = 3;

export const isolationCatalogue: Catalogue<IsolationFacts> = {
  ...iommuArgumentCatalogue,
  ...directRegionCatalogue,
  'isolation/group-explained': {
    severity: 'note',
    title: f => {
      const [cause] = f.causes;
      return cause && cause.kind !== 'unexplained'
        ? `IOMMU group ${f.group} is held together by ${cause.at.bdf}`
        : `What holds IOMMU group ${f.group} together cannot be seen`;
    },
    explain: f =>
      [
        ...alike(f.causes).slice(0, MOST_CAUSES).map(explainCause),
        ...(alike(f.causes).length > MOST_CAUSES ? [`There are more reasons: ${alike(f.causes).length} in all.`] : []),
        `So ${enumerate(f.picked.map(formatLabel))} ${f.picked.length === 1 ? 'shares' : 'share'} the group with ${enumerate(f.others.map(label => label.bdf))}.`,
      ].join(' '),
    evidence: f => f.causes.map(cause => causeEvidence(f.group, cause)),
    remedies: f => [...slotRemedies(f), ...readRemedies(f), ...firmwareRemedies(f), ...argumentRemedies(f)],
  },
  'isolation/acs-override-in-use': {
    severity: 'warning',
    title: f =>
      f.proof === null
        ? `The ACS override is asked for with ${f.argument}`
        : 'IOMMU groups are smaller than the hardware isolates',
    explain: f =>
      `${f.argument} makes a patched kernel treat ports without ACS as if they had it. ${
        f.proof === null
          ? 'Whether this kernel has the patch cannot be seen from here.'
          : f.pretending.length > 0
            ? `What sits below ${enumerate(f.pretending.map(label => label.bdf))} has groups of its own, although nothing there keeps devices apart.`
            : 'The kernel has said that it obeys.'
      } ${LOSS}`,
    evidence: f => [
      { source: '/proc/cmdline', observed: f.argument },
      ...(f.proof === 'kernel-log' ? [{ source: 'the kernel log', observed: 'PCIe ACS overrides enabled' }] : []),
      ...f.pretending.map(label => ({
        source: config(label.bdf),
        observed: 'no ACS capability, yet groups of its own below',
      })),
    ],
    remedies: f => [
      {
        kind: 'advice',
        text: 'Give devices below one such port to one machine only, and to one that you trust; or move the card to a slot that isolates.',
      },
      { kind: 'kernel-argument', argument: f.argument, action: 'remove' },
    ],
  },
};

const LOSS =
  'A device in a guest can then write to its neighbours directly, past the IOMMU: a guest with malware can reach the host through them, and plain bugs can corrupt data on both sides.';

type Explained = IsolationFacts['isolation/group-explained'];

/** Causes that differ in the port alone, as one. */
function alike(causes: readonly ExplainedCause[]): { cause: ExplainedCause; ports: FunctionLabel[] }[] {
  const same = Map.groupBy(causes, ({ kind, at, because, missing }) =>
    kind === 'port' && because !== 'unread' ? [because, ...missing].join() : at.bdf + because,
  );
  return [...same.values()].flatMap(([cause, ...more]) =>
    cause ? [{ cause, ports: [cause, ...more].map(one => one.at) }] : [],
  );
}

function explainCause({
  cause: { kind, at, because, missing, joins },
  ports,
}: ReturnType<typeof alike>[number]): string {
  const port = formatLabel(at);
  const named = `${ports.length === 1 ? 'port' : 'ports'} ${enumerate(ports.map(formatLabel))}`;
  const has = ports.length === 1 ? 'has' : 'have';
  const below = `what is below it (${enumerate(joins.filter(label => label.bdf !== at.bdf).map(label => label.bdf))})`;
  if (because === 'way-unknown')
    return `What joins ${enumerate(joins.map(label => label.bdf))} cannot be told, because the bridges above them are not known.`;
  if (kind === 'unexplained')
    return `No rule that can be checked from here joins ${enumerate(joins.map(label => label.bdf))}; the firmware may have told the kernel that they use one address.`;
  if (kind === 'conventional-bus')
    return `Behind the bridge ${port} lies conventional PCI, where all devices send DMA under one address.`;
  if (kind === 'dma-alias')
    return because === 'firmware-table'
      ? `The firmware says that DMA of ${enumerate(joins.filter(label => label.bdf !== at.bdf).map(label => label.bdf))} carries the address ${at.bdf}.`
      : `Functions of ${port} are known to send DMA under the address of another function.`;
  if (kind === 'multifunction') return explainSlot(at, because);
  switch (because) {
    case 'no-capability':
      return `The ${named} ${has} no access control services (ACS), so DMA between devices below ${ports.length === 1 ? 'it' : 'them'} need not pass the IOMMU: ${enumerate(missing)} are missing.`;
    case 'switched-off':
      return `The ${named} ${has} ACS, but ${enumerate(missing)} ${missing.length === 1 ? 'is' : 'are'} not switched on.`;
    case 'conventional':
      return `The bridge ${port} cannot isolate ${below}.`;
    case 'quirk':
      return `The kernel judges the ${named} by a list of its own, and does not find isolation there.`;
    case 'firmware-table':
    case 'isolated-now':
      return `The ${named} ${ports.length === 1 ? 'isolates' : 'isolate'} by now, but did not when the kernel made the groups, which it does once.`;
    case 'unread':
      return `The kernel does not take the port ${port} for isolating: it shares the group with ${below}. Which control is missing stands in registers that only root may read.`;
  }
}

function explainSlot(at: FunctionLabel, because: GroupCause['because']): string {
  const slot = at.bdf.slice(0, -2);
  switch (because) {
    case 'no-capability':
      return `The functions of device ${slot} may reach each other, because they offer no ACS; they and all that is below them stay together.`;
    case 'switched-off':
      return `The functions of device ${slot} have ACS, but it is not switched on between them.`;
    case 'conventional':
      return `The functions of device ${slot} are conventional PCI, which never keeps functions of one device apart.`;
    case 'quirk':
    case 'firmware-table':
    case 'isolated-now':
    case 'way-unknown':
    case 'unread':
      return `The kernel does not take the functions of device ${slot} for isolated from each other; the registers that say why are for root only, or say otherwise by now.`;
  }
}

function causeEvidence(group: number, { at, because, missing, evidence, joins }: ExplainedCause): Evidence {
  if (evidence === 'config-space')
    return {
      source: config(at.bdf),
      observed:
        because === 'no-capability'
          ? 'no ACS capability'
          : because === 'switched-off'
            ? `ACS capability; off: ${enumerate(missing)}`
            : 'no PCIe capability, or a bridge to conventional PCI',
    };
  const observed = joins.map(label => label.bdf).join(', ');
  if (evidence === 'firmware-table')
    return { source: '/sys/firmware/acpi/tables/IVRS', observed: `one address for ${observed}` };
  return { source: `/sys/kernel/iommu_groups/${group}/devices`, observed };
}

function slotRemedies({ slots, isCard }: Explained): Remedy[] {
  if (!isCard) return [];
  const places = slots.slice(0, MOST_CAUSES).map(({ port, behind, lanes }) => {
    const holds = behind.length === 0 ? 'empty' : `holds ${enumerate(behind.map(label => label.bdf))} now`;
    return `${port.bdf} (${[...(lanes === null ? [] : [`${lanes} lanes`]), holds].join(', ')})`;
  });
  return [
    {
      kind: 'advice',
      text:
        places.length > 0
          ? `Move the card to a slot with a group of its own, or swap cards: ${enumerate(places)} ${places.length === 1 ? 'isolates' : 'isolate'} what is below.`
          : 'Try another slot for the card: the group follows the slot. Slots wired to the processor usually isolate, those of the chipset often do not.',
    },
  ];
}

const isWayUnknown = (causes: readonly ExplainedCause[]) => causes.some(cause => cause.because === 'way-unknown');

function readRemedies({ causes }: Explained): Remedy[] {
  if (isWayUnknown(causes))
    return [
      {
        kind: 'command',
        command: 'lspci -nnvv',
        needsRoot: true,
        effect: 'shows which bridges there are, what lies behind each, and whether they keep it apart',
      },
    ];
  const unread = causes.find(cause => cause.because === 'unread' && cause.kind !== 'unexplained');
  if (!unread) return [];
  return [
    {
      kind: 'command',
      command: `lspci -vvv -s ${unread.at.bdf} | grep -A2 'Access Control Services'`,
      needsRoot: true,
      effect: 'shows what ACS the port has; no line means none',
    },
  ];
}

const isMendable = ({ kind, because }: ExplainedCause) =>
  (kind === 'port' || kind === 'multifunction') && because !== 'conventional';

function firmwareRemedies({ causes, maker, board }: Explained): Remedy[] {
  const { isolation } = firmwareSwitches(maker, board);
  return isolation !== null && causes.some(isMendable) ? [{ kind: 'firmware-setting', ...isolation }] : [];
}

/** What the kernel can be told: first what the hardware really has, last what it only pretends. */
function argumentRemedies({ causes, configAcs, overrideCarrier }: Explained): Remedy[] {
  if (isWayUnknown(causes)) return [];
  const real: Remedy[] = configAcs === null ? [] : [{ kind: 'kernel-argument', argument: configAcs, action: 'add' }];
  if (!causes.some(isMendable) || overrideCarrier === null)
    return real.length > 0 || causes.some(isMendable) ? real : [...real, LAST_RESORT];
  return [
    ...real,
    {
      kind: 'advice',
      text: `Only if nothing else helps: this kernel (${overrideCarrier}) can pretend isolation with the argument below. ${LOSS}`,
    },
    { kind: 'kernel-argument', argument: 'pcie_acs_override=downstream,multifunction', action: 'add' },
  ];
}

const LAST_RESORT: Remedy = {
  kind: 'advice',
  text: 'No setting separates these functions: give all of them to the machine, or leave all of them with the host.',
};
