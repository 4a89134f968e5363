/**
 * What goes when functions go: things that rest on other things, down to those that hang on PCI functions.
 *
 * A node is lost when every way to it is cut, or when more of what it rests on is lost than it can spare. Both questions,
 * "each function alone" and "all of these together", are one pass: losses are counted by key, and the caller says which
 * key a function has. A circle, which only a broken snapshot has, counts as nothing lost and is reported.
 */
import type { Bdf } from '../pci/bdf.ts';

export type LossNode = {
  /** As a chain names it. */
  readonly label: string;
  /** Each way with the functions whose loss cuts it; none: it hangs on no function by itself. */
  ways: readonly (readonly Bdf[])[];
  lowers: LossNode[];
  /** How many of `lowers` may go before it goes itself. */
  spare: number;
  /** Those of `lowers` that do not count as the others do: it never goes with an idle one, and always with a vital one. */
  roles?: ReadonlyMap<LossNode, 'idle' | 'vital'>;
};

/** The key under which the loss of a function counts; undefined: it stays. */
export type KeyOf = (bdf: Bdf) => Bdf | undefined;

export type Losses = {
  keyOf: KeyOf;
  /** Keys that end the node. */
  lost: ReadonlyMap<LossNode, ReadonlySet<Bdf>>;
  /** Keys that take some of what it rests on, and leave it going. */
  weakened: ReadonlyMap<LossNode, ReadonlySet<Bdf>>;
  /** Of nodes that rest on several: what of it each key takes. */
  taken: ReadonlyMap<LossNode, ReadonlyMap<Bdf, readonly LossNode[]>>;
  /** Nodes that rest on themselves. */
  circles: LossNode[];
};

export const alone: KeyOf = bdf => bdf;

/** All of `leaving` under one key; undefined: nothing leaves. */
export function together(leaving: ReadonlySet<Bdf>): { key: Bdf; keyOf: KeyOf } | undefined {
  const [key] = leaving;
  return key === undefined ? undefined : { key, keyOf: bdf => (leaving.has(bdf) ? key : undefined) };
}

const NOTHING: ReadonlySet<Bdf> = new Set();

export function findLosses(nodes: Iterable<LossNode>, keyOf: KeyOf): Losses {
  const lost = new Map<LossNode, ReadonlySet<Bdf>>();
  const weakened = new Map<LossNode, ReadonlySet<Bdf>>();
  const taken = new Map<LossNode, ReadonlyMap<Bdf, readonly LossNode[]>>();
  const circles: LossNode[] = [];
  const started = new Set<LossNode>();
  for (const root of nodes) {
    // A stack of our own: a snapshot may stack devices deeper than a program may call itself.
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (lost.has(node)) {
        stack.pop();
      } else if (started.has(node)) {
        stack.pop();
        if (node.lowers.some(lower => !lost.has(lower))) circles.push(node);
        const { gone, less, from } = lossesOf(node, lost, keyOf);
        lost.set(node, gone);
        if (less.size > 0) weakened.set(node, less);
        if (from.size > 0) taken.set(node, from);
      } else {
        started.add(node);
        for (const lower of node.lowers) if (!started.has(lower)) stack.push(lower);
      }
    }
  }
  return { keyOf, lost, weakened, taken, circles };
}

type NodeLosses = { gone: ReadonlySet<Bdf>; less: ReadonlySet<Bdf>; from: ReadonlyMap<Bdf, readonly LossNode[]> };

const NOTHING_TAKEN: NodeLosses['from'] = new Map();

function lossesOf(node: LossNode, lost: ReadonlyMap<LossNode, ReadonlySet<Bdf>>, keyOf: KeyOf): NodeLosses {
  const [only, ...others] = node.lowers;
  // Most rest on one thing alone, and go with it: a hundred mounts of one pool share what ends it.
  if (only && others.length === 0 && node.ways.length === 0 && node.spare === 0 && !node.roles)
    return { gone: lost.get(only) ?? NOTHING, less: NOTHING, from: NOTHING_TAKEN };
  const gone = new Set(cuttingAll(node.ways, keyOf));
  const from = new Map<Bdf, LossNode[]>();
  for (const lower of node.lowers) {
    for (const key of lost.get(lower) ?? NOTHING) {
      const known = from.get(key);
      if (known) known.push(lower);
      else from.set(key, [lower]);
    }
  }
  const less = new Set<Bdf>();
  for (const [key, lowers] of from) (endsIt(node, lowers) ? gone : less).add(key);
  for (const key of gone) less.delete(key);
  return { gone, less, from };
}

function endsIt({ spare, roles }: LossNode, lowers: readonly LossNode[]): boolean {
  if (roles === undefined) return lowers.length > spare;
  const counted = lowers.filter(lower => roles.get(lower) !== 'idle');
  return counted.length > spare || counted.some(lower => roles.get(lower) === 'vital');
}

/** Keys that cut every one of the ways. */
function cuttingAll(ways: LossNode['ways'], keyOf: KeyOf): Bdf[] {
  const [first = [], ...others] = ways.map(way => way.flatMap(bdf => keyOf(bdf) ?? []));
  return first.filter(key => others.every(keys => keys.includes(key)));
}

/** One chain of labels for each function of `key` that has a part in it, from `node` down. */
export function chainsDown(node: LossNode, key: Bdf, { keyOf, lost, taken }: Losses): { bdf: Bdf; chain: string[] }[] {
  const found = new Map<Bdf, string[]>();
  const above = new Map<LossNode, LossNode | null>([[node, null]]);
  const queue = [node];
  for (const here of queue) {
    for (const bdf of here.ways.flat()) {
      if (keyOf(bdf) === key && !found.has(bdf)) found.set(bdf, pathUp(here, above));
    }
    // A function that goes alone has told its way.
    if (found.has(key) && keyOf === alone) break;
    const lowers = taken.has(here) ? (taken.get(here)?.get(key) ?? []) : here.lowers;
    for (const lower of lowers) {
      if (above.has(lower) || lost.get(lower)?.has(key) !== true) continue;
      // What is lost is not lost by an idle one.
      if (here.roles?.get(lower) === 'idle' && lost.get(here)?.has(key)) continue;
      above.set(lower, here);
      queue.push(lower);
    }
  }
  return Array.from(found, ([bdf, chain]) => ({ bdf, chain }));
}

/** Labels from the top down to `from`. null and undefined: there is nothing above. */
export function pathUp(from: LossNode | null | undefined, above: ReadonlyMap<LossNode, LossNode | null>): string[] {
  const chain: string[] = [];
  for (let node = from; node; node = above.get(node)) chain.push(node.label);
  return chain.toReversed();
}
