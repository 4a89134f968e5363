/** What the host's memory means for a guest whose memory is all pinned: control groups, huge pages, same-page merging. */
import { isKnown, knownOr } from '../host/measured.ts';
import type { CgroupLimit } from '../host/schema/memory.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { hugePageSupply, type PageSupply } from '../memory/huge-page-supply.ts';
import { memlockNeed } from '../memory/memlock-need.ts';
import { poolArgument } from '../memory/pool-argument.ts';
import type { Finding } from './finding.ts';

export function checkHostMemory({ memory, kernel }: HostSnapshot, guestBytes: number): Finding[] {
  return [
    ...checkCgroups(memory.cgroupLimits, guestBytes),
    ...checkHugePages(memory, knownOr(kernel.commandLine, []), guestBytes),
    ...(knownOr(memory.isKsmRunning, null) === true ? [{ code: 'memory/ksm-running' } as const] : []),
  ];
}

function checkCgroups(limits: HostSnapshot['memory']['cgroupLimits'], guestBytes: number): Finding[] {
  // Without this file the kernel has no control groups; a group whose folder is not to be seen may have any limit.
  if (!isKnown(limits)) {
    const isNone = limits.unknown === 'absent' && limits.source === '/proc/self/cgroup';
    return isNone ? [] : [{ code: 'memory/cgroup-unmeasured', gap: limits }];
  }
  return limits.flatMap(limit => checkCgroup(limit, guestBytes));
}

/** Below the guest's size nothing helps. What is in use besides may be cached files, which make room: that only warns. */
function checkCgroup({ path, maxBytes, highBytes, usedBytes: used }: CgroupLimit, guestBytes: number): Finding[] {
  const usedBytes = knownOr(used, 0);
  const neededBytes = memlockNeed(guestBytes).enoughBytes;
  const gap = [maxBytes, highBytes, used].find(fact => !isKnown(fact));
  if (isKnown(maxBytes) && maxBytes !== null && maxBytes < guestBytes)
    return [{ code: 'memory/cgroup-too-low', path, guestBytes, maxBytes }];
  if (isKnown(maxBytes) && maxBytes !== null && maxBytes < neededBytes + usedBytes)
    return [{ code: 'memory/cgroup-tight', path, neededBytes, maxBytes, usedBytes: isKnown(used) ? used : null }];
  if (isKnown(highBytes) && highBytes !== null && highBytes < neededBytes + usedBytes)
    return [{ code: 'memory/cgroup-slows-down', path, guestBytes, highBytes }];
  return gap !== undefined && !isKnown(gap) ? [{ code: 'memory/cgroup-unmeasured', gap }] : [];
}

/** The wish does not ask for huge pages, so that this is said once and is never grave. */
function checkHugePages(memory: HostSnapshot['memory'], commandLine: readonly string[], guestBytes: number): Finding[] {
  const { supplies, gaps } = hugePageSupply(memory, guestBytes);
  const pools = supplies.filter(supply => supply.totalPages > 0);
  const ready = pools.findLast(supply => supply.openPages >= supply.neededPages);
  if (ready) return [{ code: 'memory/hugepages-ready', guestBytes, supply: ready }];
  const short = pools.at(-1);
  if (short)
    return [
      {
        code: 'memory/hugepages-short',
        guestBytes,
        supply: short,
        argument: poolArgument(commandLine, short.pageSizeBytes),
      },
    ];
  // A kernel without huge pages says nothing that anybody here waits for.
  const gap = gaps.find(fact => fact.unknown !== 'absent');
  if (gap) return [{ code: 'memory/hugepages-unmeasured', gap }];
  const [smallest] = supplies;
  return smallest
    ? checkLying(
        memory,
        {
          smallest,
          largest: supplies.length > 1 ? (supplies.at(-1) ?? null) : null,
          argument: poolArgument(commandLine, smallest.pageSizeBytes),
        },
        guestBytes,
      )
    : [];
}

/** Without a pool: how free memory lies decides whether one can be had while the host runs. */
function checkLying(
  memory: HostSnapshot['memory'],
  { smallest, largest, argument }: { smallest: PageSupply; largest: PageSupply | null; argument: string | null },
  guestBytes: number,
): Finding[] {
  const lying = smallest.nodes.reduce((sum, node) => sum + (node.lying?.kind === 'counted' ? node.lying.pages : 0), 0);
  if (smallest.nodes.length === 0 || smallest.nodes.some(node => node.lying?.kind !== 'counted')) return [];
  if (lying >= smallest.neededPages)
    return [{ code: 'memory/hugepages-obtainable', guestBytes, supply: smallest, largest }];
  const free = knownOr(memory.nodes, []).reduce((sum, node) => sum + knownOr(node.freeBytes, 0), 0);
  // With too little free, the memory findings say so; only scattered memory is worth a word here.
  return free >= guestBytes
    ? [
        {
          code: 'memory/hugepages-fragmented',
          guestBytes,
          lyingPages: lying,
          freeBytes: free,
          supply: smallest,
          argument,
        },
      ]
    : [];
}
