/**
 * Why an IOMMU group is as large as it is.
 *
 * The kernel walks from each function to the root: as long as some port above does not isolate, the function shares the
 * group of the port. Functions of one device that may reach each other share one too, and so does everything behind a
 * bridge to conventional PCI, because the bridge sends all of it under one address. So the topmost port that stands in
 * a group together with what is below it is the one to blame, whether or not its configuration space could be read;
 * where it could, the missing controls are named.
 * Source: Linux drivers/iommu/iommu.c, pci_device_group(); drivers/pci/search.c, pci_for_each_dma_alias().
 */
import { isKnown, knownOr } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import type { AcsControl, Isolation } from '../pci/acs.ts';
import { type Bdf, compareBdf, slotOf } from '../pci/bdf.ts';
import { dmaAlias } from '../pci/dma-alias.ts';
import { isBridgeFunction } from '../pci/function-role.ts';
import { addTo, type IsolationHost } from './isolation-host.ts';

/**
 * - `config-space`: the function's own registers say so;
 * - `kernel`: only the kernel's grouping says so; the registers could not be read, or say otherwise by now;
 * - `quirk-list`: the kernel decides about this function by a list of its own;
 * - `firmware-table`: the table IVRS says so.
 */
export type CauseEvidence = 'config-space' | 'kernel' | 'quirk-list' | 'firmware-table';

export type GroupCause = {
  /**
   * - `port`: a port that does not isolate what is below it;
   * - `multifunction`: functions of one device that may reach each other;
   * - `conventional-bus`: a bridge to conventional PCI, behind which no requester can be told from another;
   * - `dma-alias`: functions known to use another one's address;
   * - `unexplained`: members that none of these rules joins.
   */
  kind: 'port' | 'multifunction' | 'conventional-bus' | 'dma-alias' | 'unexplained';
  /** The port or bridge; of several functions the first. */
  at: Bdf;
  /** Members that are in the group because of it, with the port itself. */
  joins: Bdf[];
  /**
   * `isolated-now`: its registers isolate today, but groups are made once, when a function is found. `way-unknown`: which
   * bridges lie above some of them is not known.
   */
  because:
    | 'no-capability'
    | 'switched-off'
    | 'conventional'
    | 'unread'
    | 'quirk'
    | 'isolated-now'
    | 'firmware-table'
    | 'way-unknown';
  /** Controls that are missing, or not switched on. Empty: none can be named. */
  missing: AcsControl[];
  evidence: CauseEvidence;
};

export type GroupExplanation = {
  group: number;
  /** Everything but bridges. */
  members: Bdf[];
  bridges: Bdf[];
  /** Nearest to the root first. */
  causes: GroupCause[];
};

/** @returns null for a group of fewer than two functions that are no bridges: there is nothing to explain. */
export function explainGroup(host: IsolationHost, group: number): GroupExplanation | null {
  const all = [...(host.index.membersOfGroup.get(group) ?? [])].sort((a, b) => compareBdf(a.bdf, b.bdf));
  const members = all.filter(fn => !isBridgeFunction(fn));
  if (members.length < 2) return null;
  const tree = groupTree(host, all);
  const causes = [...conventionalCauses(tree), ...portCauses(tree), ...slotCauses(tree), ...firmwareAliases(tree)];
  const bdfs = (functions: readonly PciFunction[]) => functions.map(fn => fn.bdf);
  return {
    group,
    members: bdfs(members),
    bridges: bdfs(all.filter(isBridgeFunction)),
    causes: [...causes, ...unexplained(all, causes)].sort((a, b) => depth(tree, a.at) - depth(tree, b.at)),
  };
}

type GroupTree = {
  host: IsolationHost;
  all: readonly PciFunction[];
  byBdf: ReadonlyMap<Bdf, PciFunction>;
  /** Bridges above each member, all of them, nearest to the root first. */
  pathOf: (fn: PciFunction) => readonly Bdf[];
};

function groupTree(host: IsolationHost, all: readonly PciFunction[]): GroupTree {
  return {
    host,
    all,
    byBdf: new Map(all.map(fn => [fn.bdf, fn])),
    pathOf: fn => knownOr(fn.bridgePath, []),
  };
}

const depth = ({ byBdf, pathOf }: GroupTree, at: Bdf): number => {
  const fn = byBdf.get(at);
  return fn ? pathOf(fn).length : 0;
};

/** The bridge to conventional PCI nearest to the root, where its registers show that it is one. */
function conventionalBridge({ host, pathOf }: GroupTree, fn: PciFunction): PciFunction | null {
  for (const bdf of pathOf(fn)) {
    const bridge = host.index.functions.get(bdf);
    if (!bridge) continue;
    const facts = host.factsOf(bridge);
    if (facts && (facts.portType === null || facts.portType === 'pcie-to-pci-bridge')) return bridge;
  }
  return null;
}

function conventionalCauses(tree: GroupTree): GroupCause[] {
  const behind = Map.groupBy(tree.all, fn => conventionalBridge(tree, fn)?.bdf);
  return [...behind].flatMap(([at, functions]): GroupCause[] => {
    if (at === undefined) return [];
    const self = tree.byBdf.has(at) ? [at] : [];
    const joins = [...self, ...functions.map(fn => fn.bdf)];
    return joins.length < 2
      ? []
      : [{ kind: 'conventional-bus', at, joins, because: 'conventional', missing: [], evidence: 'config-space' }];
  });
}

/** Ports of the group that have members below them. */
function portCauses(tree: GroupTree): GroupCause[] {
  const below = new Map<Bdf, PciFunction[]>();
  const blamedByKernel = new Set<Bdf>();
  for (const fn of tree.all) {
    if (conventionalBridge(tree, fn)) continue;
    const inGroup = tree.pathOf(fn).filter(bdf => tree.byBdf.has(bdf));
    for (const bdf of inGroup) addTo(below, bdf, fn);
    const [topmost] = inGroup;
    if (topmost) blamedByKernel.add(topmost);
  }
  return [...below].flatMap(([at, functions]): GroupCause[] => {
    const port = tree.byBdf.get(at);
    if (!port) return [];
    const isolation = tree.host.isolationOf(port);
    // A deeper port is only named where its own registers convict it: the one above it explains the group already.
    if (isolation.is !== 'open' && !blamedByKernel.has(at)) return [];
    // A switch's upstream port that shares its slot with others of the group: the slot is the cause, and is named below.
    if (isUpstream(tree, port) && sharersOfSlot(tree, port).length > 1) return [];
    return [{ kind: 'port', at, joins: [at, ...functions.map(fn => fn.bdf)], ...verdictOf(isolation) }];
  });
}

/** Where the registers could not be read: a bridge that is no first on the way down, with functions beside it that are none. */
function isUpstream(tree: GroupTree, port: PciFunction): boolean {
  const facts = tree.host.factsOf(port);
  if (facts) return facts.portType === 'upstream-port';
  return tree.pathOf(port).length > 0 && sharersOfSlot(tree, port).some(fn => !isBridgeFunction(fn));
}

const sharersOfSlot = ({ all }: GroupTree, fn: PciFunction) =>
  all.filter(other => slotOf(other.bdf) === slotOf(fn.bdf));

/** Functions of one slot whose port above is not in the group: they are together because of each other. */
function slotCauses(tree: GroupTree): GroupCause[] {
  const tops = tree.all.filter(fn => {
    // The port above may be what joins them.
    if (!isKnown(fn.bridgePath)) return false;
    const parent = tree.pathOf(fn).at(-1);
    return (parent === undefined || !tree.byBdf.has(parent)) && !conventionalBridge(tree, fn);
  });
  return [...Map.groupBy(tops, fn => slotOf(fn.bdf)).values()].flatMap((functions): GroupCause[] => {
    const [first] = functions;
    if (!first || functions.length < 2) return [];
    const joins = withBelow(tree, functions);
    const alias = functions.some(fn => isAliased(fn));
    if (alias)
      return [{ kind: 'dma-alias', at: first.bdf, joins, because: 'quirk', missing: [], evidence: 'quirk-list' }];
    const open = functions.find(fn => tree.host.isolationOf(fn).is === 'open') ?? first;
    return [{ kind: 'multifunction', at: first.bdf, joins, ...verdictOf(tree.host.isolationOf(open)) }];
  });
}

function withBelow({ all, pathOf }: GroupTree, functions: readonly PciFunction[]): Bdf[] {
  const tops = new Set(functions.map(fn => fn.bdf));
  const below = all.filter(fn => !tops.has(fn.bdf) && pathOf(fn).some(bdf => tops.has(bdf)));
  return [...tops, ...below.map(fn => fn.bdf)];
}

function isAliased({ bdf, vendorId, deviceId }: PciFunction): boolean {
  return isKnown(vendorId) && isKnown(deviceId) && dmaAlias(bdf, vendorId, deviceId) !== null;
}

/** What an isolation means for a function that the kernel did not take for isolating. */
function verdictOf(isolation: Isolation): Pick<GroupCause, 'because' | 'missing' | 'evidence'> {
  switch (isolation.is) {
    case 'open':
      return { because: isolation.because, missing: isolation.missing, evidence: 'config-space' };
    case 'isolated':
      return { because: 'isolated-now', missing: [], evidence: 'kernel' };
    case 'unknown':
      return {
        because: isolation.because,
        missing: [],
        evidence: isolation.because === 'quirk' ? 'quirk-list' : 'kernel',
      };
  }
}

/** Members that the firmware's table sends under one address. */
function firmwareAliases({ all, byBdf, host }: GroupTree): GroupCause[] {
  const byAlias = Map.groupBy(all, fn => host.firmwareAliasOf(fn.bdf));
  return [...byAlias].flatMap(([alias, functions]): GroupCause[] => {
    if (alias === null) return [];
    const joins = [...(byBdf.has(alias) ? [alias] : []), ...functions.map(fn => fn.bdf)];
    return joins.length < 2
      ? []
      : [{ kind: 'dma-alias', at: alias, joins, because: 'firmware-table', missing: [], evidence: 'firmware-table' }];
  });
}

/** Parts of the group that no cause holds together. */
function unexplained(functions: readonly PciFunction[], causes: readonly GroupCause[]): GroupCause[] {
  const all = functions.map(fn => fn.bdf);
  const parent = new Map(all.map(bdf => [bdf, bdf]));
  const rootOf = (bdf: Bdf): Bdf => {
    let root = bdf;
    for (let above = parent.get(root); above !== undefined && above !== root; above = parent.get(root)) root = above;
    return root;
  };
  for (const { joins } of causes) {
    const [first, ...others] = joins.filter(bdf => parent.has(bdf));
    if (first) for (const other of others) parent.set(rootOf(other), rootOf(first));
  }
  const roots = [...new Set(all.map(rootOf))];
  const [at] = roots;
  if (!at || roots.length < 2) return [];
  const because = functions.every(fn => isKnown(fn.bridgePath)) ? 'unread' : 'way-unknown';
  return [{ kind: 'unexplained', at, joins: roots, because, missing: [], evidence: 'kernel' }];
}
