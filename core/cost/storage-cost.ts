/**
 * What of the host's disks goes with functions: mounts, swap, members of arrays, and what lies on disks that nobody uses.
 *
 * Swap that holds something refuses, because the memory of programs is in it; empty swap costs. What is lost only because
 * its file lies on a mount that is lost is not told again, nor are mounts below another one of the same file system.
 */
import { isKnown, knownOr } from '../host/measured.ts';
import type { Bdf } from '../pci/bdf.ts';
import { addTo, type CostsByKey } from './costs-by-key.ts';
import { functionsBelow } from './functions-below.ts';
import type { CostReason, DiskContent } from './host-cost.ts';
import { chainsDown, findLosses, type KeyOf, type Losses, type LossNode } from './loss-graph.ts';
import { levelOfMount } from './mount-rule.ts';
import type { DeviceNode, StorageGraph, Use } from './storage-graph.ts';

export function storageCosts(graph: StorageGraph, keyOf: KeyOf): CostsByKey {
  const nodes: LossNode[] = [...graph.devices, ...graph.uses, ...graph.arrays.map(array => array.node)];
  const losses = findLosses(nodes, keyOf);
  const costs: CostsByKey = { reasons: new Map(), gaps: new Map() };
  addUses(graph, losses, costs);
  addArrays(graph, losses, costs);
  addUnused(graph, losses, costs);
  addOpenEnds(graph, losses, costs);
  return costs;
}

/** Of `key`: functions with a disk that the kernel has built something on, which keeps it open. */
export function functionsOfAssembled(graph: StorageGraph, key: Bdf, keyOf: KeyOf): Set<Bdf> {
  const losses = findLosses(graph.assembled, keyOf);
  const touched = graph.assembled.filter(
    node => losses.lost.get(node)?.has(key) === true || losses.weakened.get(node)?.has(key) === true,
  );
  const below = functionsBelow(touched);
  return new Set(touched.flatMap(node => below.get(node) ?? []).filter(bdf => keyOf(bdf) === key));
}

/** Functions that a disk hangs on. */
export function functionsWithDisks(graph: StorageGraph): Set<Bdf> {
  return new Set(graph.devices.flatMap(node => node.ways.flat()));
}

function addUses(graph: StorageGraph, losses: Losses, costs: CostsByKey): void {
  const byPoint = new Map(graph.uses.flatMap(use => (use.kind === 'mount' ? [[use.mount.point, use] as const] : [])));
  const told = new Set<string>();
  for (const use of graph.uses) {
    const keys = losses.lost.get(use);
    if (keys === undefined || keys.size === 0) continue;
    const level = levelOf(use);
    if (use.kind === 'mount') {
      const name = `${use.mount.number} ${use.mount.point}`;
      if (told.has(name) || isCovered(use, level, byPoint)) continue;
      told.add(name);
    }
    const carrier = carrierOf(use);
    const carried = carrier && isAsGrave(levelOf(carrier), level) ? losses.lost.get(carrier) : undefined;
    if (carried === keys) continue;
    for (const key of keys) {
      if (carried?.has(key)) continue;
      for (const { bdf, chain } of chainsDown(use, key, losses)) {
        addTo(costs.reasons, key, { bdf, level, ...describeUse(use), chain });
      }
    }
  }
}

function levelOf(use: Use): CostReason['level'] {
  if (use.kind === 'mount') return levelOfMount(use.mount.point);
  return use.usedBytes > 0 ? 'refuses' : 'costs';
}

const isAsGrave = (level: CostReason['level'], other: CostReason['level']) => level === 'refuses' || other === 'costs';

function describeUse(use: Use) {
  return use.kind === 'mount'
    ? ({ kind: 'file-system', point: use.mount.point, type: use.mount.type, device: use.mount.source } as const)
    : ({ kind: 'swap', path: use.path, usedBytes: use.usedBytes } as const);
}

/** Whether a mount above shows the same file system and says as much. /home is told by its own name. */
function isCovered(
  use: Use & { kind: 'mount' },
  level: CostReason['level'],
  byPoint: ReadonlyMap<string, Use>,
): boolean {
  const { point, number } = use.mount;
  if (point === '/' || point === '/home') return false;
  for (let end = point.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : point.lastIndexOf('/', end - 1)) {
    const above = byPoint.get(point.slice(0, end) || '/');
    if (above?.kind !== 'mount' || above.mount.number !== number) continue;
    if (isAsGrave(levelOf(above), level)) return true;
  }
  return false;
}

/** The mount that holds the file which this one rests on. */
function carrierOf(use: Use): Use | undefined {
  const seen = new Set<LossNode>();
  // Only a loop device or a swap file rests on a mount, and on nothing besides.
  for (let node: LossNode | undefined = use; node && !seen.has(node); ) {
    seen.add(node);
    const [below, ...others]: LossNode[] = node.lowers;
    if (below === undefined || others.length > 0) return undefined;
    if (isUse(below)) return below;
    node = below;
  }
  return undefined;
}

const isUse = (node: LossNode): node is Use => 'kind' in node;
const isDevice = (node: LossNode): node is DeviceNode => 'device' in node;

function addArrays(graph: StorageGraph, losses: Losses, costs: CostsByKey): void {
  for (const { node, name, raidLevel } of graph.arrays) {
    const keys = losses.weakened.get(node);
    if (keys === undefined) continue;
    const above = [...nodesAbove(graph, node)].filter(isUse);
    const idle = new Set(node.lowers.filter(lower => node.roles?.get(lower) === 'idle').map(lower => lower.label));
    for (const key of keys) {
      const points = above.filter(use => losses.lost.get(use)?.has(key) !== true).map(use => use.label);
      for (const { bdf, chain } of chainsDown(node, key, losses)) {
        const isIdle = idle.has(chain[1] ?? '');
        const reason = isIdle
          ? ({ kind: 'idle-member', array: name, chain } as const)
          : ({ kind: 'array-member', array: name, raidLevel, points, chain } as const);
        addTo(costs.reasons, key, { bdf, level: 'costs', ...reason });
      }
      if (raidLevel === null) {
        const detail = 'no file tells whether it goes on without one of its members';
        addTo(costs.gaps, key, { unknown: 'absent', source: `the layout of ${name}`, detail });
      }
    }
  }
}

function addUnused(graph: StorageGraph, losses: Losses, costs: CostsByKey): void {
  const used = nodesBelow(graph.uses);
  for (const disk of graph.devices) {
    const keys = losses.lost.get(disk);
    if (disk.ways.length === 0 || keys === undefined || keys.size === 0 || used.has(disk)) continue;
    const above = nodesAbove(graph, disk);
    const devices = [...above].filter(isDevice);
    const contents = devices.flatMap(node => contentOf(graph, node));
    const unread = devices.flatMap(({ device: { signature } }) => (isKnown(signature) ? [] : [signature]));
    for (const key of keys) {
      for (const gap of unread) addTo(costs.gaps, key, gap);
      if (contents.length === 0) continue;
      const { name, sizeBytes } = disk.device;
      const fact = { kind: 'unused-disk', device: name, sizeBytes: knownOr(sizeBytes, null), contents } as const;
      for (const { bdf } of chainsDown(disk, key, losses)) addTo(costs.reasons, key, { bdf, level: 'costs', ...fact });
    }
  }
}

function contentOf(graph: StorageGraph, node: DeviceNode): DiskContent[] {
  const { name, signature, partitionOf } = node.device;
  if (!isKnown(signature)) return [];
  if (signature !== null) return [{ device: name, type: signature.type, label: signature.label }];
  // A partition that nothing is built on was made for something.
  return partitionOf !== null && !graph.uppers.has(node) ? [{ device: name, type: null, label: null }] : [];
}

function nodesBelow(nodes: readonly LossNode[]): Set<LossNode> {
  const found = new Set(nodes);
  for (const here of found) for (const lower of here.lowers) found.add(lower);
  return found;
}

/** What rests on a node, itself first. */
function nodesAbove(graph: StorageGraph, node: LossNode): Set<LossNode> {
  const found = new Set<LossNode>([node]);
  for (const here of found) for (const upper of graph.uppers.get(here) ?? []) found.add(upper);
  return found;
}

/** An open end may hang on any disk, so that every function with a disk has the gap. */
function addOpenEnds(graph: StorageGraph, losses: Losses, costs: CostsByKey): void {
  const circles = losses.circles.map(
    node => ({ unknown: 'malformed', source: node.label, detail: 'rests on itself' }) as const,
  );
  const gaps = [...graph.gaps, ...circles];
  if (gaps.length === 0) return;
  const keys = new Set([...functionsWithDisks(graph)].flatMap(bdf => losses.keyOf(bdf) ?? []));
  for (const key of keys) for (const gap of gaps) addTo(costs.gaps, key, gap);
}
