/**
 * Memory and hugepages, in all and by NUMA node, and what the kernel does with memory by itself.
 * Source: Linux Documentation/ABI/stable/sysfs-devices-node; admin-guide/mm/{transhuge,ksm,zswap}.rst; proc(5).
 */

import { parseBoolParameter } from '../../core/host/flag-text.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { BuddyZone } from '../../core/host/schema/memory.ts';
import type { HostSnapshot, MemoryNode } from '../../core/host/snapshot.ts';
import { parsePageSize } from '../../core/memory/auxiliary-vector.ts';
import { parseBracketedWord } from '../../core/memory/bracketed-word.ts';
import { parseBuddyinfo } from '../../core/memory/buddyinfo.ts';
import { parseKsmRun } from '../../core/memory/ksm.ts';
import { parseMemoryField } from '../../core/memory/meminfo.ts';
import { parseSwaps } from '../../core/memory/swaps.ts';
import type { HostFiles } from './host-files.ts';
import { derive, isAbsent, measure } from './measure.ts';
import { listNodes } from './numa-nodes.ts';
import { readCgroupLimits, readControlGroups } from './read-cgroup-limits.ts';
import { readNodePools, readPoolTotals } from './read-hugepages.ts';

const MEMINFO = '/proc/meminfo';
const BUDDYINFO = '/proc/buddyinfo';
const AUXV = '/proc/self/auxv';
const SWAPS = '/proc/swaps';
const KSM = '/sys/kernel/mm/ksm/run';
const ZSWAP = '/sys/module/zswap/parameters/enabled';
const MM = '/sys/kernel/mm';
const MODULES = '/sys/module';
const THP = `${MM}/transparent_hugepage`;
/** An auxiliary vector has some 25 entries. */
const AUXV_BYTES = 4096;

export function readMemory(files: HostFiles): HostSnapshot['memory'] {
  const text = measure(MEMINFO, () => files.readText(MEMINFO));
  const nodes = listNodes(files);
  const buddy = measure(BUDDYINFO, () => parseBuddyinfo(files.readText(BUDDYINFO)));
  return {
    totalBytes: derive(MEMINFO, text, meminfo => parseMemoryField(meminfo, 'MemTotal')),
    availableBytes: derive(MEMINFO, text, meminfo => parseMemoryField(meminfo, 'MemAvailable')),
    pageSizeBytes: measure(AUXV, () => parsePageSize(files.readBytes(AUXV, AUXV_BYTES))),
    nodes: isKnown(nodes) ? nodes.map(({ id, path }) => readNode(files, id, path, buddy)) : nodes,
    hugepages: readPoolTotals(files),
    transparentHugepages: readTransparentHugepages(files),
    // Neither same-page merging, zswap nor swap is ever a module: a kernel that lacks the file is built without it.
    isKsmRunning: absentIs(
      null,
      measure(KSM, () => parseKsmRun(files.readText(KSM))),
      files.exists(MM),
    ),
    isZswapOn: absentIs(
      null,
      measure(ZSWAP, () => parseBoolParameter(files.readText(ZSWAP))),
      files.exists(MODULES),
    ),
    swaps: absentIs(
      [],
      measure(SWAPS, () => parseSwaps(files.readText(SWAPS))),
      files.exists(MEMINFO),
    ),
    cgroupLimits: readCgroupLimits(files, readControlGroups(files)),
  };
}

/** For a file whose absence means something, where what is always beside it is there. */
function absentIs<T, U>(meaning: U, fact: Measured<T>, hasNeighbour: boolean): Measured<T | U> {
  return isAbsent(fact) && hasNeighbour ? meaning : fact;
}

function readNode(files: HostFiles, id: number, folder: string, buddy: Measured<Map<number, BuddyZone[]>>): MemoryNode {
  const source = `${folder}/meminfo`;
  const text = measure(source, () => files.readText(source));
  return {
    id,
    totalBytes: derive(source, text, meminfo => parseMemoryField(meminfo, 'MemTotal')),
    freeBytes: derive(source, text, meminfo => parseMemoryField(meminfo, 'MemFree')),
    hugepages: readNodePools(files, folder),
    // A node without memory has no line.
    buddyZones: derive(BUDDYINFO, buddy, zones => zones.get(id) ?? []),
  };
}

function readTransparentHugepages(files: HostFiles): HostSnapshot['memory']['transparentHugepages'] {
  const read = (name: string) => measure(`${THP}/${name}`, () => parseBracketedWord(files.readText(`${THP}/${name}`)));
  const enabled = read('enabled');
  if (!isKnown(enabled)) return isAbsent(enabled) && files.exists(MM) ? null : enabled;
  const defrag = read('defrag');
  const shmem = read('shmem_enabled');
  if (!isKnown(defrag)) return defrag;
  return isKnown(shmem) ? { enabled, defrag, shmem } : shmem;
}
