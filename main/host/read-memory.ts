/**
 * Memory and hugepages, in all and by NUMA node.
 * Source: Linux Documentation/admin-guide/mm/hugetlbpage.rst; Documentation/ABI/stable/sysfs-devices-node.
 */
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseCount } from '../../core/host/number-text.ts';
import type { HostSnapshot, HugepagePool, MemoryNode } from '../../core/host/snapshot.ts';
import { parsePoolName } from '../../core/memory/hugepages.ts';
import { parseMemoryField } from '../../core/memory/meminfo.ts';
import type { HostFiles } from './host-files.ts';
import { derive, measure } from './measure.ts';
import { listNodes } from './numa-nodes.ts';
import { pending } from './pending.ts';

const MEMINFO = '/proc/meminfo';

export function readMemory(files: HostFiles): HostSnapshot['memory'] {
  const text = measure(MEMINFO, () => files.readText(MEMINFO));
  const nodes = listNodes(files);
  return {
    pageSizeBytes: pending,
    hugepages: pending,
    transparentHugepages: pending,
    isKsmRunning: pending,
    swaps: pending,
    isZswapOn: pending,
    cgroupLimits: pending,
    totalBytes: derive(MEMINFO, text, meminfo => parseMemoryField(meminfo, 'MemTotal')),
    availableBytes: derive(MEMINFO, text, meminfo => parseMemoryField(meminfo, 'MemAvailable')),
    nodes: isKnown(nodes) ? nodes.map(({ id, path }) => readNode(files, id, path)) : nodes,
  };
}

function readNode(files: HostFiles, id: number, folder: string): MemoryNode {
  const source = `${folder}/meminfo`;
  const text = measure(source, () => files.readText(source));
  return {
    id,
    totalBytes: derive(source, text, meminfo => parseMemoryField(meminfo, 'MemTotal')),
    freeBytes: derive(source, text, meminfo => parseMemoryField(meminfo, 'MemFree')),
    hugepages: readPools(files, `${folder}/hugepages`),
    buddyZones: pending,
  };
}

/** Smallest pages first. */
function readPools(files: HostFiles, folder: string): Measured<HugepagePool[]> {
  const names = measure(folder, () => files.list(folder));
  if (!isKnown(names)) return names;
  return names
    .flatMap(name => {
      const pageSizeBytes = parsePoolName(name);
      return pageSizeBytes === null ? [] : [readPool(files, `${folder}/${name}`, pageSizeBytes)];
    })
    .sort((a, b) => a.pageSizeBytes - b.pageSizeBytes);
}

function readPool(files: HostFiles, folder: string, pageSizeBytes: number): HugepagePool {
  const readPages = (name: string) =>
    measure(`${folder}/${name}`, () => parseCount(files.readText(`${folder}/${name}`)));
  return {
    pageSizeBytes,
    totalPages: readPages('nr_hugepages'),
    freePages: readPages('free_hugepages'),
    surplusPages: readPages('surplus_hugepages'),
  };
}
