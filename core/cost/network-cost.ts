/**
 * What of the host's network goes with functions: default routes, SSH sessions, interfaces in use.
 *
 * An interface goes with its card, and a stack of interfaces (VLAN, bridge, macvlan) with the one below. A bond or team
 * goes on while one of its live ports is left. Of a bridge with several cards nobody tells which one leads out: it is
 * taken to go on while one is left, and what that leaves open is a gap.
 *
 * To lose the last default route refuses, because what is then left is the console; so does losing the SSH session that
 * Bindery runs in. An IPv6 route that is left does not make up for the last one of IPv4.
 *
 * A file system of the running host that lies on another computer goes with the last interface that may lead there. Which
 * of several it is nobody tells: that is a gap.
 */
import { isKnown, knownOr, type Unknown } from '../host/measured.ts';
import type { HostNetwork, NetworkInterface } from '../host/schema/network.ts';
import type { Mount } from '../host/schema/storage.ts';
import type { Bdf } from '../pci/bdf.ts';
import { addTo, type CostsByKey } from './costs-by-key.ts';
import type { CostReason } from './host-cost.ts';
import { chainsDown, findLosses, type KeyOf, type Losses, type LossNode, pathUp } from './loss-graph.ts';
import { levelOfMount } from './mount-rule.ts';
import { isNetworkMount } from './network-mount.ts';

type InterfaceNode = LossNode & { interface: NetworkInterface };

export type NetworkGraph = {
  nodes: ReadonlyMap<string, InterfaceNode>;
  /** Interfaces with hardware of any kind at their end. */
  grounded: ReadonlySet<LossNode>;
  /** File systems of the running host on other computers. */
  mounts: readonly MountNode[];
  network: HostNetwork;
};

type MountNode = LossNode & { mount: Mount };

export function networkGraph(
  network: HostNetwork,
  mounts: readonly Mount[],
  physicalOf: (bdf: Bdf) => Bdf | null,
): NetworkGraph {
  const nodes = new Map<string, InterfaceNode>();
  for (const one of knownOr(network.interfaces, [])) {
    const physical = one.function === null ? null : physicalOf(one.function);
    const way = [physical, one.function].filter(bdf => bdf !== null);
    nodes.set(one.name, { interface: one, label: one.name, ways: way.length > 0 ? [way] : [], lowers: [], spare: 0 });
  }
  const all = [...nodes.values()];
  const grounded = groundedOf(all, nodes);
  for (const node of all) {
    // Hardware goes on without what helps it: a virtual machine's card has a faster one below that may leave.
    if (!node.interface.isVirtual) continue;
    const lowers = lowersOf(node, nodes).filter(lower => grounded.has(lower));
    const live = lowers.filter(lower => !isDown(lower.interface));
    node.lowers = live.length === 0 ? lowers : live;
    node.spare = Math.max(0, node.lowers.length - 1);
  }
  return { nodes, grounded, mounts: mountNodes(mounts, all, grounded), network };
}

/** Each rests on the live interfaces that nothing else is built on. */
function mountNodes(
  mounts: readonly Mount[],
  all: readonly InterfaceNode[],
  grounded: ReadonlySet<LossNode>,
): MountNode[] {
  const needed = mounts.filter(mount => levelOfMount(mount.point) === 'refuses' && isNetworkMount(mount));
  if (needed.length === 0) return [];
  const live = all.filter(node => grounded.has(node) && node.label !== 'lo' && !isDown(node.interface));
  const below = new Set(live.flatMap(node => node.interface.lowers));
  const lowers = live.filter(node => !below.has(node.label));
  const spare = Math.max(0, lowers.length - 1);
  return needed.map(mount => ({ mount, label: mount.point, ways: [], lowers, spare }));
}

export function networkCosts(graph: NetworkGraph, keyOf: KeyOf): CostsByKey {
  const losses = findLosses([...graph.nodes.values(), ...graph.mounts], keyOf);
  const costs: CostsByKey = { reasons: new Map(), gaps: new Map() };
  const routes = new Survivors(graph, losses);
  addMounts(graph, losses, costs);
  addRoutes(graph, losses, routes, costs);
  addSessions(graph, losses, routes, costs);
  addWeakened(graph, losses, costs);
  addInterfaces(graph, losses, costs);
  addOpenEnds(graph, losses, costs);
  return costs;
}

/** Functions that an interface hangs on. */
export function functionsWithInterfaces(graph: NetworkGraph): Set<Bdf> {
  return new Set([...graph.nodes.values()].flatMap(node => node.ways.flat()));
}

const isDown = ({ state }: NetworkInterface) => ['down', 'lowerlayerdown', 'notpresent'].includes(knownOr(state, ''));

const lowersOf = (node: InterfaceNode, nodes: ReadonlyMap<string, InterfaceNode>) =>
  node.interface.lowers.flatMap(name => nodes.get(name) ?? []);

function groundedOf(all: readonly InterfaceNode[], nodes: ReadonlyMap<string, InterfaceNode>): Set<LossNode> {
  const uppers = new Map<LossNode, InterfaceNode[]>();
  for (const node of all) {
    for (const lower of lowersOf(node, nodes)) uppers.set(lower, [...(uppers.get(lower) ?? []), node]);
  }
  const grounded = new Set<LossNode>(all.filter(node => !node.interface.isVirtual));
  for (const node of grounded) for (const upper of uppers.get(node) ?? []) grounded.add(upper);
  return grounded;
}

/** Whether a way out is left when the functions of a key are gone. */
class Survivors {
  readonly #graph: NetworkGraph;
  readonly #losses: Losses;
  readonly #known = new Map<Bdf, boolean>();

  constructor(graph: NetworkGraph, losses: Losses) {
    this.#graph = graph;
    this.#losses = losses;
  }

  leaveWayOut(key: Bdf): boolean {
    let answer = this.#known.get(key);
    if (answer === undefined) this.#known.set(key, (answer = this.#ask(key)));
    return answer;
  }

  #ask(key: Bdf): boolean {
    const routes = knownOr(this.#graph.network.defaultRoutes, []);
    const family = routes.some(route => route.family === 'ipv4') ? 'ipv4' : 'ipv6';
    return routes.some(route => {
      const node = this.#graph.nodes.get(route.interface);
      // A tunnel is no way out by itself: it goes through hardware too.
      if (route.family !== family || node === undefined || !this.#graph.grounded.has(node)) return false;
      return !isDown(node.interface) && this.#losses.lost.get(node)?.has(key) !== true;
    });
  }
}

function addMounts({ mounts }: NetworkGraph, losses: Losses, costs: CostsByKey): void {
  for (const node of mounts) {
    const { point, type, source } = node.mount;
    for (const key of losses.lost.get(node) ?? []) {
      for (const { bdf, chain } of chainsDown(node, key, losses)) {
        const way = [point, source, ...chain.slice(1)];
        addTo(costs.reasons, key, {
          bdf,
          level: 'refuses',
          kind: 'file-system',
          point,
          type,
          device: source,
          chain: way,
        });
      }
    }
    const detail = `which interface leads to ${source}, where ${point} lies, is not told`;
    for (const key of losses.weakened.get(node) ?? [])
      addTo(costs.gaps, key, { unknown: 'absent', source: '/proc/self/mountinfo', detail });
  }
}

function addRoutes({ network, nodes }: NetworkGraph, losses: Losses, routes: Survivors, costs: CostsByKey): void {
  for (const name of new Set(knownOr(network.defaultRoutes, []).map(route => route.interface))) {
    const node = nodes.get(name);
    if (!node) continue;
    for (const key of losses.lost.get(node) ?? []) {
      const level = routes.leaveWayOut(key) ? 'costs' : 'refuses';
      for (const { bdf, chain } of chainsDown(node, key, losses))
        addTo(costs.reasons, key, { bdf, level, kind: 'default-route', interface: name, chain });
    }
  }
}

function addSessions({ network, nodes }: NetworkGraph, losses: Losses, routes: Survivors, costs: CostsByKey): void {
  for (const { interface: name, isOurs: mayBeOurs } of knownOr(network.sshSessions, [])) {
    const isOurs = knownOr(mayBeOurs, false);
    const node = name === null ? undefined : nodes.get(name);
    if (!node) continue;
    for (const key of losses.lost.get(node) ?? []) {
      if (!isKnown(mayBeOurs)) addTo(costs.gaps, key, mayBeOurs);
      const level = isOurs || !routes.leaveWayOut(key) ? 'refuses' : 'costs';
      for (const { bdf, chain } of chainsDown(node, key, losses))
        addTo(costs.reasons, key, { bdf, level, kind: 'ssh-session', interface: node.label, isOurs, chain });
    }
  }
}

/** Bonds and bridges that go on with fewer ports, from the interface that the route or the session goes over. */
function addWeakened({ network, nodes, mounts }: NetworkGraph, losses: Losses, costs: CostsByKey): void {
  const routes = knownOr(network.defaultRoutes, []).map(route => route.interface);
  const sessions = knownOr(network.sshSessions, []).flatMap(session => session.interface ?? []);
  const carriers = mounts[0]?.lowers ?? [];
  const named = [...new Set([...routes, ...sessions])].flatMap(name => nodes.get(name) ?? []);
  const tops = [...new Set<LossNode>([...named, ...carriers])];
  const above = new Map<LossNode, LossNode | null>(tops.map(node => [node, null]));
  // A map yields what is added while it is walked.
  for (const [node] of above) for (const lower of node.lowers) if (!above.has(lower)) above.set(lower, node);
  for (const node of nodes.values()) {
    for (const key of losses.weakened.get(node) ?? []) {
      const way = pathUp(above.get(node), above);
      for (const { bdf, chain } of chainsDown(node, key, losses)) {
        const whole = [...way, ...chain];
        addTo(costs.reasons, key, { bdf, level: 'costs', kind: 'network-in-use', interface: node.label, chain: whole });
      }
      if (node.interface.kind !== 'bridge' || !above.has(node)) continue;
      const detail = 'which of its ports leads to the network is not told';
      addTo(costs.gaps, key, { unknown: 'absent', source: `/sys/class/net/${node.label}/brif`, detail });
    }
  }
}

/**
 * Interfaces that are up, unless a graver reason names them. `unknown` is up too: the driver tells no more of what the host
 * has switched on. `dormant` and `testing` may be in use, or not yet.
 * Source: Linux Documentation/networking/operstates.rst; net/core/net-sysfs.c operstate_show() (switched off is `down`).
 */
function addInterfaces({ nodes }: NetworkGraph, losses: Losses, costs: CostsByKey): void {
  const chained = new Set(
    Array.from(costs.reasons.values(), reasons => reasons.flatMap(reason => namesIn(reason))).flat(),
  );
  for (const node of nodes.values()) {
    const { state } = node.interface;
    if (node.ways.length === 0) continue;
    for (const key of losses.lost.get(node) ?? []) {
      if (!isKnown(state)) addTo(costs.gaps, key, state);
      else if (state === 'dormant' || state === 'testing') {
        const source = `/sys/class/net/${node.label}/operstate`;
        addTo(costs.gaps, key, {
          unknown: 'absent',
          source,
          detail: `whether ${node.label} is in use: it is ${state}`,
        });
      } else if (!isDown(node.interface)) {
        for (const { bdf, chain } of chainsDown(node, key, losses)) {
          if (chained.has(`${bdf} ${node.label}`)) continue;
          addTo(costs.reasons, key, { bdf, level: 'costs', kind: 'network-in-use', interface: node.label, chain });
        }
      }
    }
  }
}

const namesIn = (reason: CostReason): string[] =>
  'chain' in reason ? reason.chain.map(name => `${reason.bdf} ${name}`) : [];

/** Facts that were not measured, and routes and sessions that end nowhere: they may concern every network card. */
function addOpenEnds(graph: NetworkGraph, losses: Losses, costs: CostsByKey): void {
  const { network, nodes, grounded } = graph;
  const gaps: Unknown[] = [];
  for (const fact of [network.defaultRoutes, network.sshSessions]) if (!isKnown(fact)) gaps.push(fact);
  const routes = knownOr(network.defaultRoutes, []);
  const leadsOut = (name: string | null) => name !== null && grounded.has(nodes.get(name) as LossNode);
  if (routes.length > 0 && !routes.some(route => leadsOut(route.interface))) {
    const names = [...new Set(routes.map(route => route.interface))].join(', ');
    gaps.push({
      unknown: 'absent',
      source: '/sys/class/net',
      detail: `the card behind the default route over ${names}`,
    });
  }
  for (const session of knownOr(network.sshSessions, [])) {
    if (leadsOut(session.interface)) continue;
    const name = session.interface === null ? 'of an address that is on none' : `over ${session.interface}`;
    gaps.push({ unknown: 'absent', source: session.source, detail: `the card behind the SSH session ${name}` });
  }
  for (const { label } of losses.circles) gaps.push({ unknown: 'malformed', source: label, detail: 'rests on itself' });
  if (gaps.length === 0) return;
  const keys = new Set([...functionsWithInterfaces(graph)].flatMap(bdf => losses.keyOf(bdf) ?? []));
  for (const key of keys) for (const gap of gaps) addTo(costs.gaps, key, gap);
}
