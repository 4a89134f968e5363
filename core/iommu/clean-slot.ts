/** Where else on this host a card would have an IOMMU group to itself. */
import { isKnown, knownOr } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { type Bdf, busOf } from '../pci/bdf.ts';
import { isBridgeFunction } from '../pci/function-role.ts';
import { addTo, type IsolationHost } from './isolation-host.ts';

/** A place for a card whose functions would have a group of their own. */
export type CleanSlot = {
  port: Bdf;
  /** What sits there now; empty: nothing. */
  behind: Bdf[];
  /** Lanes of the port; null: not known. */
  lanes: number | null;
  /** `kernel`: what is there has a group to itself; `config-space`: nothing is there, and the registers isolate. */
  evidence: 'kernel' | 'config-space';
};

/** Ports of this host that isolate what is below them, widest first. Those of `group` are left out. */
export function findCleanSlots(host: IsolationHost, group: number): CleanSlot[] {
  const below = new Map<Bdf, PciFunction[]>();
  for (const fn of host.index.functions.values()) for (const bdf of knownOr(fn.bridgePath, [])) addTo(below, bdf, fn);
  const inUse = new Set((host.index.membersOfGroup.get(group) ?? []).flatMap(fn => knownOr(fn.bridgePath, [])));
  const slots = [...host.index.functions.values()].flatMap((port): CleanSlot[] => {
    if (!isPortForCards(host, port) || knownOr(port.iommuGroup, null) === group || inUse.has(port.bdf)) return [];
    const behind = below.get(port.bdf) ?? [];
    const lanes = isKnown(port.link) ? (port.link?.most?.width ?? null) : null;
    const cards = behind.filter(fn => !isBridgeFunction(fn)).map(fn => fn.bdf);
    if (cards.length > 0 && behind.every(fn => isFromSameMaker(port, fn))) return [];
    const evidence = behind.length === 0 ? whereEmpty(host, port) : areApart(host, port, behind) ? 'kernel' : null;
    return evidence === null ? [] : [{ port: port.bdf, behind: cards, lanes, evidence }];
  });
  // A card with a switch of its own has ports too: the one that leads to the whole card is the slot.
  const leadsTo = new Map(slots.map(({ port, behind }) => [port, behind.join()]));
  const isInsideCard = ({ port, behind }: CleanSlot) =>
    behind.length > 0 &&
    knownOr(host.index.functions.get(port)?.bridgePath ?? [], []).some(above => leadsTo.get(above) === behind.join());
  return slots.filter(slot => !isInsideCard(slot)).sort((a, b) => (b.lanes ?? 0) - (a.lanes ?? 0));
}

/** Root and downstream ports with a slot, as far as the registers tell; else any bridge that the port driver has. */
function isPortForCards(host: IsolationHost, port: PciFunction): boolean {
  if (!isBridgeFunction(port) || !isKnown(port.iommuGroup) || port.iommuGroup === null) return false;
  const facts = host.factsOf(port);
  return facts ? facts.hasSlot && facts.portType !== 'upstream-port' : knownOr(port.driver, null) === 'pcieport';
}

const AMD = 0x1022;
/** AMD's processors have ports that lead to parts of their own. */
const isFromSameMaker = (port: PciFunction, fn: PciFunction) => port.vendorId === AMD && fn.vendorId === AMD;

function whereEmpty(host: IsolationHost, port: PciFunction): 'config-space' | null {
  const above = knownOr(port.bridgePath, []).flatMap(bdf => host.index.functions.get(bdf) ?? []);
  return [port, ...above].every(fn => host.isolationOf(fn).is === 'isolated') ? 'config-space' : null;
}

/** Every function below has a group that holds nothing but its own card. */
function areApart({ index }: IsolationHost, port: PciFunction, behind: readonly PciFunction[]): boolean {
  const groups = new Set(behind.map(fn => knownOr(fn.iommuGroup, null)));
  if (groups.has(null) || groups.has(knownOr(port.iommuGroup, null))) return false;
  const own = new Set(behind.map(fn => fn.bdf));
  return [...groups].every(group => {
    const members = group === null ? [] : (index.membersOfGroup.get(group) ?? []);
    const buses = new Set(members.filter(fn => !isBridgeFunction(fn)).map(fn => busOf(fn.bdf)));
    return buses.size <= 1 && members.every(fn => own.has(fn.bdf));
  });
}
