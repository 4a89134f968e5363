/**
 * Whether a guest could be backed by huge pages: from the pools, and from free memory as it lies.
 * Source: Linux Documentation/admin-guide/mm/hugetlbpage.rst ("resv_hugepages": promised, not free for others).
 */
import { isKnown, knownOr, type Unknown } from '../host/measured.ts';
import type { HostMemory, MemoryNode } from '../host/schema/memory.ts';
import { type FreeHugePages, freeHugePages } from './free-huge-pages.ts';

export type NodeSupply = {
  id: number;
  /** Free in the node's pool; null: not measured. */
  poolFreePages: number | null;
  /** As memory lies now; null: not measured. */
  lying: FreeHugePages | null;
};

export type PageSupply = {
  pageSizeBytes: number;
  neededPages: number;
  totalPages: number;
  /** Free and promised to nobody. */
  openPages: number;
  reservedPages: number;
  nodes: NodeSupply[];
};

/** Smallest pages first. A pool with a number that was not measured is left to `gaps`. */
export function hugePageSupply(memory: HostMemory, guestBytes: number): { supplies: PageSupply[]; gaps: Unknown[] } {
  if (!isKnown(memory.hugepages)) return { supplies: [], gaps: [memory.hugepages] };
  const gaps: Unknown[] = [];
  const supplies = memory.hugepages.flatMap(({ pageSizeBytes, totalPages, freePages, reservedPages }): PageSupply[] => {
    const unknown = [totalPages, freePages, reservedPages].find(fact => !isKnown(fact));
    if (!isKnown(totalPages) || !isKnown(freePages) || !isKnown(reservedPages)) {
      if (unknown !== undefined && !isKnown(unknown)) gaps.push(unknown);
      return [];
    }
    return [
      {
        pageSizeBytes,
        neededPages: Math.ceil(guestBytes / pageSizeBytes),
        totalPages,
        openPages: Math.max(0, freePages - reservedPages),
        reservedPages,
        nodes: knownOr(memory.nodes, []).map(node => supplyOf(memory, node, pageSizeBytes)),
      },
    ];
  });
  return { supplies, gaps };
}

function supplyOf(memory: HostMemory, node: MemoryNode, size: number): NodeSupply {
  const pool = knownOr(node.hugepages, []).find(candidate => candidate.pageSizeBytes === size);
  const canCount = isKnown(node.buddyZones) && isKnown(memory.pageSizeBytes);
  return {
    id: node.id,
    poolFreePages: pool ? knownOr(pool.freePages, null) : null,
    lying: canCount ? freeHugePages(knownOr(node.buddyZones, []), knownOr(memory.pageSizeBytes, 4096), size) : null,
  };
}
