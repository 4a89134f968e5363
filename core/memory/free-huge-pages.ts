/**
 * How many huge pages the free blocks of a node hold, as they lie.
 *
 * The buddy allocator lists free blocks up to its largest order (10 on x86: 4 MiB). A huge page that fits into such a
 * block can be counted: that many are there without moving anything. Compaction and dropping caches may make more, and
 * zone watermarks may hold some back, so the count says how memory lies, not what the kernel will grant. A larger huge
 * page (1 GiB) needs neighbouring blocks, of which the list says nothing: only a bound from above is proved, and that
 * bound holds only as long as nothing is moved.
 * Source: Linux mm/page_alloc.c; include/linux/mmzone.h (MAX_PAGE_ORDER); mm/hugetlb.c, alloc_gigantic_folio().
 */
import type { BuddyZone } from '../host/schema/memory.ts';

export type FreeHugePages =
  /** `pages` lie ready. */
  | { kind: 'counted'; pages: number }
  /** More than `atMost` cannot lie ready; whether any does is not known. */
  | { kind: 'bounded'; atMost: number };

export function freeHugePages(
  zones: readonly BuddyZone[],
  basePageBytes: number,
  hugePageBytes: number,
): FreeHugePages {
  // A node of processors only.
  if (zones.length === 0) return { kind: 'counted', pages: 0 };
  const order = Math.ceil(Math.log2(hugePageBytes / basePageBytes));
  const orders = Math.max(0, ...zones.map(zone => zone.freeBlocks.length));
  if (order < orders) {
    const pages = zones.map(zone =>
      zone.freeBlocks.slice(order).reduce((sum, count, above) => sum + count * 2 ** above, 0),
    );
    return { kind: 'counted', pages: pages.reduce((sum, count) => sum + count, 0) };
  }
  // A huge page consists of blocks of the largest order only, all of one zone.
  const blocksPerPage = 2 ** (order - orders + 1);
  const atMost = zones.reduce((sum, zone) => {
    const largest = zone.freeBlocks.length === orders ? (zone.freeBlocks[orders - 1] ?? 0) : 0;
    return sum + Math.floor(largest / blocksPerPage);
  }, 0);
  return { kind: 'bounded', atMost };
}
