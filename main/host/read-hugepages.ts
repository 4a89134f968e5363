/** Pools of huge pages. Source: Linux Documentation/admin-guide/mm/hugetlbpage.rst; Documentation/ABI/testing/sysfs-kernel-mm-hugepages. */
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseCount } from '../../core/host/number-text.ts';
import type { HugepagePool, HugepageTotals } from '../../core/host/schema/memory.ts';
import { parsePoolName } from '../../core/memory/hugepages.ts';
import type { HostFiles } from './host-files.ts';
import { measure } from './measure.ts';

const ALL_NODES = '/sys/kernel/mm/hugepages';

type Pool = { pageSizeBytes: number; readPages: (name: string) => Measured<number> };

/** Smallest pages first. */
export function readNodePools(files: HostFiles, nodeFolder: string): Measured<HugepagePool[]> {
  const pools = listPools(files, `${nodeFolder}/hugepages`);
  return isKnown(pools) ? pools.map(readPool) : pools;
}

/** Smallest pages first. */
export function readPoolTotals(files: HostFiles): Measured<HugepageTotals[]> {
  const pools = listPools(files, ALL_NODES);
  if (!isKnown(pools)) return pools;
  return pools.map(pool => ({
    ...readPool(pool),
    reservedPages: pool.readPages('resv_hugepages'),
    overcommitPages: pool.readPages('nr_overcommit_hugepages'),
  }));
}

function listPools(files: HostFiles, folder: string): Measured<Pool[]> {
  const names = measure(folder, () => files.list(folder));
  if (!isKnown(names)) return names;
  return names
    .flatMap(name => {
      const pageSizeBytes = parsePoolName(name);
      const readPages = (file: string) => {
        const source = `${folder}/${name}/${file}`;
        return measure(source, () => parseCount(files.readText(source)));
      };
      return pageSizeBytes === null ? [] : [{ pageSizeBytes, readPages }];
    })
    .sort((a, b) => a.pageSizeBytes - b.pageSizeBytes);
}

function readPool({ pageSizeBytes, readPages }: Pool): HugepagePool {
  return {
    pageSizeBytes,
    totalPages: readPages('nr_hugepages'),
    freePages: readPages('free_hugepages'),
    surplusPages: readPages('surplus_hugepages'),
  };
}
