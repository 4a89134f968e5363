import { expect, test } from 'vitest';
import type { Bdf } from '../pci/bdf.ts';
import { alone, chainsDown, findLosses, type LossNode, together } from './loss-graph.ts';

const [A, B, C] = ['0000:01:00.0', '0000:02:00.0', '0000:03:00.0'] as [Bdf, Bdf, Bdf];
const disk = (label: string, ...ways: Bdf[][]): LossNode => ({ label, ways, lowers: [], spare: 0 });
const over = (label: string, lowers: LossNode[], spare = 0): LossNode => ({ label, ways: [], lowers, spare });

test('what rests on two disks goes with either; a mirror goes with both', () => {
  const [a, b] = [disk('sda', [A]), disk('sdb', [B])];
  const stripe = over('stripe', [a, b]);
  const mirror = over('mirror', [a, b], 1);
  const each = findLosses([stripe, mirror], alone);
  expect([...(each.lost.get(stripe) ?? [])]).toEqual([A, B]);
  expect([...(each.lost.get(mirror) ?? [])]).toEqual([]);
  expect([...(each.weakened.get(mirror) ?? [])]).toEqual([A, B]);
  const both = together(new Set([A, B]));
  const all = findLosses([stripe, mirror], both?.keyOf ?? alone);
  expect([...(all.lost.get(mirror) ?? [])]).toEqual([A]);
  expect(all.weakened.size).toBe(0);
  expect(chainsDown(mirror, A, all)).toEqual([
    { bdf: A, chain: ['mirror', 'sda'] },
    { bdf: B, chain: ['mirror', 'sdb'] },
  ]);
});

test('two disks of a mirror on one controller', () => {
  const mirror = over('mirror', [disk('sda', [A]), disk('sdb', [A])], 1);
  expect([...(findLosses([mirror], alone).lost.get(mirror) ?? [])]).toEqual([A]);
});

test('a disk with two ways goes when both are cut, and one function may cut both', () => {
  const shared = disk('nvme0n1', [C, A], [C, B]);
  expect([...(findLosses([shared], alone).lost.get(shared) ?? [])]).toEqual([C]);
  const all = findLosses([shared], together(new Set([A, B]))?.keyOf ?? alone);
  expect(all.lost.get(shared)?.size).toBe(1);
});

test('nothing leaves', () => {
  expect(together(new Set())).toBeUndefined();
});

test('a circle ends, loses nothing by itself, and is named', () => {
  const one = over('one', []);
  const two = over('two', [one, disk('sda', [A])]);
  one.lowers.push(two);
  const top = over('top', [one]);
  const losses = findLosses([top], alone);
  expect(losses.circles.map(node => node.label)).toEqual(['two']);
  expect([...(losses.lost.get(two) ?? [])]).toEqual([A]);
  expect(chainsDown(top, A, losses)).toEqual([{ bdf: A, chain: ['top', 'one', 'two', 'sda'] }]);
});

test('a stack of a hundred thousand', () => {
  let node = disk('sda', [A]);
  for (let depth = 0; depth < 100_000; depth++) node = over(`dm-${depth}`, [node]);
  const losses = findLosses([node], alone);
  expect(losses.lost.get(node)?.has(A)).toBe(true);
  expect(chainsDown(node, A, losses)[0]?.chain).toHaveLength(100_001);
});
