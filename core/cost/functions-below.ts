/**
 * The functions below each node of the storage chain, nearest the disks: whoever has a volume open has the disks in use
 * that it is made of, and hangs on the functions that they hang on.
 */
import type { Bdf } from '../pci/bdf.ts';
import type { LossNode } from './loss-graph.ts';

const NONE: readonly Bdf[] = [];

/** A circle, which only a broken host has, counts once. */
export function functionsBelow(nodes: Iterable<LossNode>): ReadonlyMap<LossNode, readonly Bdf[]> {
  const found = new Map<LossNode, readonly Bdf[]>();
  const started = new Set<LossNode>();
  for (const root of nodes) {
    // A stack of our own: devices may be stacked deeper than a program may call itself.
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (!started.has(node)) {
        started.add(node);
        for (const lower of node.lowers) if (!started.has(lower)) stack.push(lower);
        continue;
      }
      stack.pop();
      if (!found.has(node)) found.set(node, collect(node, found));
    }
  }
  return found;
}

function collect({ ways, lowers }: LossNode, found: ReadonlyMap<LossNode, readonly Bdf[]>): readonly Bdf[] {
  const [only, ...others] = lowers;
  // A hundred volumes of one pool share what is below it.
  if (only && others.length === 0 && ways.length === 0) return found.get(only) ?? NONE;
  return [...new Set([...ways.flat(), ...lowers.flatMap(lower => found.get(lower) ?? NONE)])];
}
