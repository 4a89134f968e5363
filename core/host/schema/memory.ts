/** Memory of the host. Source: Linux Documentation/admin-guide/mm/{hugetlbpage,transhuge,ksm,zswap}.rst; proc(5); cgroup-v2.rst. */
import { z } from 'zod';
import { measured } from '../measured.ts';
import { count } from './scalars.ts';

export const hugepagePool = z.object({
  pageSizeBytes: count,
  totalPages: measured(count),
  freePages: measured(count),
  /** Beyond the pool's size, by overcommit. */
  surplusPages: measured(count),
});
export type HugepagePool = z.infer<typeof hugepagePool>;

/** Only the pool as a whole knows what was promised and what may be added. */
export const hugepageTotals = hugepagePool.extend({
  /** Promised to mappings and not yet taken: not free for anybody else. */
  reservedPages: measured(count),
  overcommitPages: measured(count),
});
export type HugepageTotals = z.infer<typeof hugepageTotals>;

/** Free blocks of one zone: `freeBlocks[n]` blocks of 2^n pages. Source: /proc/buddyinfo. */
export const buddyZone = z.object({ zone: z.string(), freeBlocks: z.array(count) });
export type BuddyZone = z.infer<typeof buddyZone>;

export const memoryNode = z.object({
  /** N of /sys/devices/system/node/nodeN. */
  id: count,
  totalBytes: measured(count),
  freeBytes: measured(count),
  /** Smallest pages first. */
  hugepages: measured(z.array(hugepagePool)),
  buddyZones: measured(z.array(buddyZone)),
});
export type MemoryNode = z.infer<typeof memoryNode>;

export const swapArea = z.object({
  /** As /proc/swaps names it: `/dev/dm-1`, `/swapfile`, `/dev/zram0`. */
  path: z.string(),
  kind: z.enum(['partition', 'file', 'other']),
  sizeBytes: count,
  usedBytes: count,
});
export type SwapArea = z.infer<typeof swapArea>;

/** A control group above this process that limits memory. null: no limit of this kind. */
export const cgroupLimit = z.object({
  /** Below /sys/fs/cgroup, `/user.slice/user-1000.slice`. */
  path: z.string(),
  maxBytes: measured(count.nullable()),
  highBytes: measured(count.nullable()),
  /** What its processes use together now, with cached files that the kernel may drop. */
  usedBytes: measured(count),
});
export type CgroupLimit = z.infer<typeof cgroupLimit>;

export const hostMemory = z.object({
  totalBytes: measured(count),
  availableBytes: measured(count),
  /** The kernel's base page. */
  pageSizeBytes: measured(count),
  nodes: measured(z.array(memoryNode)),
  /** Smallest pages first. */
  hugepages: measured(z.array(hugepageTotals)),
  /** Words in force: `always`, `madvise`, `never`, ... null: the kernel has no transparent huge pages. */
  transparentHugepages: measured(z.object({ enabled: z.string(), defrag: z.string(), shmem: z.string() }).nullable()),
  /** Kernel same-page merging runs. null: the kernel has none. */
  isKsmRunning: measured(z.boolean().nullable()),
  swaps: measured(z.array(swapArea)),
  /** null: the kernel has no zswap. */
  isZswapOn: measured(z.boolean().nullable()),
  /** From the root down; only groups with a limit. */
  cgroupLimits: measured(z.array(cgroupLimit)),
});
export type HostMemory = z.infer<typeof hostMemory>;
