/**
 * /proc/buddyinfo: free blocks of physical memory, by node, zone and size.
 *
 *     Node 0, zone   Normal    216     55    189    101 ...
 *
 * Column n counts the free blocks of 2^n pages. Source: Linux mm/vmstat.c, frag_show_print(); proc.rst, "buddyinfo".
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import type { BuddyZone } from '../host/schema/memory.ts';

const ROW = /^Node (\d{1,6}), zone\s+(\S+)((?:\s+\d{1,15})+)\s*$/;

/** Zones of each node, in the order of the file. */
export function parseBuddyinfo(text: string): Map<number, BuddyZone[]> | Malformed {
  const nodes = new Map<number, BuddyZone[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, node, zone, counts] = ROW.exec(line) ?? [];
    if (node === undefined || zone === undefined || counts === undefined) return malformed(line);
    const zones = nodes.get(Number(node)) ?? [];
    zones.push({ zone, freeBlocks: counts.trim().split(/\s+/).map(Number) });
    nodes.set(Number(node), zones);
  }
  return nodes.size > 0 ? nodes : malformed(text);
}
