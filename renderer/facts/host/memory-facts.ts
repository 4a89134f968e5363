/** Memory: what there is and is free, where it lies, huge pages, and what moves, merges or limits it. */
import { isKnown } from '../../../core/host/measured.ts';
import type { HugepageTotals, SwapArea } from '../../../core/host/schema/memory.ts';
import type { HostSnapshot, HugepagePool, MemoryNode } from '../../../core/host/snapshot.ts';
import { formatBytes } from '../../../core/memory/format-bytes.ts';
import { code, type FactGroup, fact, type Line, say, sayLines, tableOrFact } from '../fact.ts';

export function memoryFacts({ memory }: HostSnapshot): FactGroup[] {
  return [
    {
      title: 'Memory',
      facts: [
        fact('Total', memory.totalBytes, formatBytes),
        fact('Available', memory.availableBytes, formatBytes),
        fact('Page size', memory.pageSizeBytes, formatBytes),
      ],
    },
    {
      title: 'What moves and merges it',
      facts: [
        fact('Transparent huge pages', memory.transparentHugepages, thp =>
          thp === null
            ? 'The kernel has none'
            : [code(thp.enabled), ', defragmentation ', code(thp.defrag), ', shared memory ', code(thp.shmem)],
        ),
        fact('Same-page merging (KSM)', memory.isKsmRunning, isOn =>
          isOn === null ? 'The kernel has none' : isOn ? 'Running' : 'Stopped',
        ),
        { term: 'Swap', lines: swapLines(memory.swaps) },
        fact('Compressed swap (zswap)', memory.isZswapOn, isOn =>
          isOn === null ? 'The kernel has none' : isOn ? 'On' : 'Off',
        ),
        { term: 'Control group limits', lines: limitLines(memory.cgroupLimits) },
      ],
    },
    {
      title: 'Huge pages',
      isWide: true,
      ...tableOrFact(
        memory.hugepages,
        { title: 'Huge pages', columns: ['Page size', 'Free of total', 'Promised', 'Beyond the pool', 'May be added'] },
        'The kernel has no huge page pools',
        poolRow,
      ),
    },
    {
      title: 'NUMA nodes',
      isWide: true,
      ...tableOrFact(
        memory.nodes,
        { title: 'NUMA nodes', columns: ['Node', 'Free of total', 'Huge pages free of total'] },
        'The kernel has no NUMA',
        nodeRow,
      ),
    },
  ];
}

function swapLines(swaps: HostSnapshot['memory']['swaps']): readonly Line[] {
  return sayLines(swaps, areas => (areas.length === 0 ? [['None']] : areas.map(swapLine)));
}

const swapLine = ({ path, sizeBytes, usedBytes }: SwapArea): Line => [
  code(path),
  `: ${formatBytes(usedBytes)} of ${formatBytes(sizeBytes)} used`,
];

function limitLines(limits: HostSnapshot['memory']['cgroupLimits']): readonly Line[] {
  return sayLines(limits, groups =>
    groups.length === 0
      ? [['None above this process']]
      : groups.map(({ path, maxBytes, highBytes }) => [
          code(path),
          ': at most ',
          ...say(maxBytes, formatOr),
          ', slowed down beyond ',
          ...say(highBytes, formatOr),
        ]),
  );
}

const formatOr = (bytes: number | null) => (bytes === null ? 'no limit' : formatBytes(bytes));

/** `3 of 16 (6 MiB free)`. */
function freeOfTotal({ freePages, totalPages, pageSizeBytes }: HugepagePool): Line {
  const size = isKnown(freePages) && freePages > 0 ? ` (${formatBytes(freePages * pageSizeBytes)} free)` : '';
  return [...say(freePages, String), ' of ', ...say(totalPages, String), size];
}

function poolRow(pool: HugepageTotals) {
  return {
    key: String(pool.pageSizeBytes),
    cells: [
      [formatBytes(pool.pageSizeBytes)],
      freeOfTotal(pool),
      say(pool.reservedPages, String),
      say(pool.surplusPages, String),
      say(pool.overcommitPages, String),
    ],
  };
}

function nodeRow(node: MemoryNode) {
  return {
    key: String(node.id),
    cells: [
      [String(node.id)],
      [...say(node.freeBytes, formatBytes), ' of ', ...say(node.totalBytes, formatBytes)],
      say(node.hugepages, pools =>
        pools.length === 0
          ? 'No pools'
          : pools.flatMap(
              (pool, index): Line => [
                `${index === 0 ? '' : ', '}${formatBytes(pool.pageSizeBytes)}: `,
                ...freeOfTotal(pool),
              ],
            ),
      ),
    ],
  };
}
