/**
 * Texts about the host's memory as a guest with assigned functions meets it: control groups, huge pages, same-page merging.
 * Source: Linux Documentation/admin-guide/cgroup-v2.rst, mm/hugetlbpage.rst, mm/ksm.rst; mm/gup.c (pinned pages stay).
 */
import type { Unknown } from '../../host/measured.ts';
import { formatBytes } from '../../memory/format-bytes.ts';
import type { NodeSupply, PageSupply } from '../../memory/huge-page-supply.ts';
import type { Catalogue, NoFacts } from '../catalogue-entry.ts';
import { type Evidence, evidenceOfUnknown } from '../evidence.ts';
import { countOf, enumerate } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';

export type HostMemoryFacts = {
  'memory/cgroup-too-low': { path: string; guestBytes: number; maxBytes: number };
  /** `usedBytes`: by its processes now; null: not measured. */
  'memory/cgroup-tight': { path: string; neededBytes: number; maxBytes: number; usedBytes: number | null };
  'memory/cgroup-slows-down': { path: string; guestBytes: number; highBytes: number };
  'memory/cgroup-unmeasured': { gap: Unknown };
  'memory/hugepages-ready': { guestBytes: number; supply: PageSupply };
  /** `argument`: what the kernel was started with for this pool; null: nothing. */
  'memory/hugepages-short': { guestBytes: number; supply: PageSupply; argument: string | null };
  /** `largest`: the supply of the largest page size, where there is more than one. */
  'memory/hugepages-obtainable': { guestBytes: number; supply: PageSupply; largest: PageSupply | null };
  'memory/hugepages-fragmented': {
    guestBytes: number;
    lyingPages: number;
    freeBytes: number;
    supply: PageSupply;
    argument: string | null;
  };
  'memory/hugepages-unmeasured': { gap: Unknown };
  'memory/ksm-running': NoFacts;
};

const pagesOf = (supply: PageSupply, count: number) =>
  `${countOf(count, 'page')} of ${formatBytes(supply.pageSizeBytes)}`;

const poolFolder = (supply: PageSupply) => `/sys/kernel/mm/hugepages/hugepages-${supply.pageSizeBytes / 1024}kB`;

const poolEvidence = (supply: PageSupply): Evidence[] => [
  {
    source: poolFolder(supply),
    observed: `${supply.totalPages} in all, ${supply.openPages + supply.reservedPages} free, ${supply.reservedPages} of these promised`,
  },
  ...supply.nodes.flatMap(({ id, poolFreePages }) =>
    poolFreePages === null
      ? []
      : [
          {
            source: `/sys/devices/system/node/node${id}/hugepages/hugepages-${supply.pageSizeBytes / 1024}kB/free_hugepages`,
            observed: String(poolFreePages),
          },
        ],
  ),
];

const lyingOf = ({ id, lying }: NodeSupply, supply: PageSupply): string =>
  lying?.kind === 'counted'
    ? `node ${id}: ${pagesOf(supply, lying.pages)}`
    : `node ${id}: at most ${pagesOf(supply, lying?.atMost ?? 0)}`;

const buddyEvidence = (supply: PageSupply): Evidence => ({
  source: '/proc/buddyinfo',
  observed: supply.nodes.map(node => lyingOf(node, supply)).join(', '),
});

/** What one node holds is not slowed down by the way to another. */
function spread(supply: PageSupply): string {
  if (supply.nodes.length < 2) return '';
  const alone = supply.nodes
    .filter(node => (node.poolFreePages ?? 0) >= supply.neededPages)
    .map(node => `node ${node.id}`);
  return alone.length > 0
    ? ` ${alone.length === 1 ? 'One node alone has' : 'Single nodes have'} enough: ${enumerate(alone)}.`
    : ' No node has enough alone, so that part of the guest would lie far from its processors.';
}

/** What others hold stays theirs. */
const wantedPages = ({ totalPages, openPages, neededPages }: PageSupply) => totalPages - openPages + neededPages;

const atBoot = ({ supply, argument }: { supply: PageSupply; argument: string | null }): Remedy => ({
  kind: 'kernel-argument',
  argument: `hugepagesz=${supply.pageSizeBytes / 1024 ** 2}M hugepages=${wantedPages(supply)}`,
  action: 'add',
  ...(argument === null ? {} : { replaces: argument }),
});

const compact: Remedy = {
  kind: 'command',
  command: 'echo 1 > /proc/sys/vm/compact_memory',
  needsRoot: true,
  effect: 'pushes memory in use together, so that larger blocks become free',
};

export const hostMemoryCatalogue: Catalogue<HostMemoryFacts> = {
  'memory/cgroup-too-low': {
    severity: 'blocker',
    title: f => `The control group ${f.path} allows too little memory`,
    explain: f =>
      `${formatBytes(f.guestBytes)} of guest memory are pinned at the start, and whatever is started from here may use ${formatBytes(f.maxBytes)} together. The kernel would end QEMU, or a neighbour of it, before the guest has started.`,
    evidence: f => [{ source: `/sys/fs/cgroup${f.path}`, observed: `memory limit ${formatBytes(f.maxBytes)}` }],
    remedies: f => [
      { kind: 'advice', text: `Raise MemoryMax= of that slice or service, or start the machine outside of ${f.path}.` },
    ],
  },
  'memory/cgroup-tight': {
    severity: 'warning',
    title: f => `The control group ${f.path} may allow too little memory`,
    explain: f =>
      `QEMU wants up to ${formatBytes(f.neededBytes)} for the guest and its own work. The group allows ${formatBytes(f.maxBytes)} together${
        f.usedBytes === null ? '' : `, and ${formatBytes(f.usedBytes)} are in use`
      }. Cached files among that make room, programs do not: then the kernel ends QEMU or a neighbour.`,
    evidence: f => [
      { source: `/sys/fs/cgroup${f.path}`, observed: `memory limit ${formatBytes(f.maxBytes)}` },
      ...(f.usedBytes === null
        ? []
        : [{ source: `/sys/fs/cgroup${f.path}/memory.current`, observed: formatBytes(f.usedBytes) }]),
    ],
    remedies: f => [
      { kind: 'advice', text: `Raise MemoryMax= of that slice or service, or start the machine outside of ${f.path}.` },
    ],
  },
  'memory/cgroup-slows-down': {
    severity: 'warning',
    title: f => `The control group ${f.path} slows down beyond ${formatBytes(f.highBytes)}`,
    explain: f =>
      `The guest takes ${formatBytes(f.guestBytes)} at once. Beyond memory.high the kernel holds back whoever asks for memory, and pinned memory cannot be taken back: the start may crawl.`,
    evidence: f => [{ source: `/sys/fs/cgroup${f.path}/memory.high`, observed: formatBytes(f.highBytes) }],
    remedies: f => [
      {
        kind: 'advice',
        text: `Raise MemoryHigh= of that slice or service, or start the machine outside of ${f.path}.`,
      },
    ],
  },
  'memory/cgroup-unmeasured': {
    severity: 'unmeasured',
    title: () => 'Whether a control group limits memory could not be measured',
    explain: () => 'A limit below the size of the guest would end QEMU at the start.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'memory/hugepages-ready': {
    severity: 'ok',
    title: f => `Enough huge pages of ${formatBytes(f.supply.pageSizeBytes)} are free for the guest`,
    explain: f =>
      `${formatBytes(f.guestBytes)} are ${pagesOf(f.supply, f.supply.neededPages)}; ${f.supply.openPages} are free and promised to nobody.${spread(f.supply)}`,
    evidence: f => poolEvidence(f.supply),
    remedies: () => [],
  },
  'memory/hugepages-short': {
    severity: 'note',
    title: f => `The pool of huge pages of ${formatBytes(f.supply.pageSizeBytes)} cannot hold the guest now`,
    explain: f =>
      `${formatBytes(f.guestBytes)} are ${pagesOf(f.supply, f.supply.neededPages)}. The pool has ${f.supply.totalPages}, of which ${f.supply.openPages} are open${
        f.supply.reservedPages > 0
          ? ` and ${f.supply.reservedPages} are promised to programs that have not taken them yet`
          : ''
      }. With huge pages QEMU would stop with "unable to map backing store for guest RAM: Cannot allocate memory"; without them the pool is memory that the guest cannot use.`,
    evidence: f => poolEvidence(f.supply),
    remedies: f => [
      {
        kind: 'command',
        command: `echo ${wantedPages(f.supply)} > ${poolFolder(f.supply)}/nr_hugepages`,
        needsRoot: true,
        effect: 'makes the pool larger, as far as free memory lies in blocks of that size; read the file afterwards',
      },
      atBoot(f),
    ],
  },
  'memory/hugepages-obtainable': {
    severity: 'ok',
    title: f => `Huge pages of ${formatBytes(f.supply.pageSizeBytes)} could be had for the guest now`,
    explain: f =>
      `No pool is set up, and none is needed. Free memory holds enough whole blocks for ${formatBytes(f.guestBytes)}, so that a pool, or transparent huge pages, would find them.${
        f.largest
          ? ` Whether pages of ${formatBytes(f.largest.pageSizeBytes)} could be had is not known: the kernel does not list blocks so large.`
          : ''
      }`,
    evidence: f => [buddyEvidence(f.supply)],
    remedies: () => [],
  },
  'memory/hugepages-fragmented': {
    severity: 'note',
    title: () => 'Free memory is scattered',
    explain: f =>
      `${formatBytes(f.freeBytes)} are free, but only ${pagesOf(f.supply, f.lyingPages)} of the ${f.supply.neededPages} that the guest would fill lie in one piece. It starts nevertheless: with small pages pinning takes longer, and a pool of huge pages of that size would come out too small.`,
    evidence: f => [buddyEvidence(f.supply)],
    remedies: f => [compact, atBoot(f)],
  },
  'memory/hugepages-unmeasured': {
    severity: 'unmeasured',
    title: () => 'The pools of huge pages could not be measured',
    explain: () => 'The machine does not ask for huge pages, so that this stops nothing.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'memory/ksm-running': {
    severity: 'note',
    title: () => 'The kernel would look for equal pages in vain',
    explain: () =>
      'Same-page merging runs, and QEMU offers it all guest memory unless told otherwise. But pages that are pinned for a device are never merged: the search costs processor time and saves nothing for this guest. The command line that Bindery writes leaves it out (mem-merge=off).',
    evidence: () => [{ source: '/sys/kernel/mm/ksm/run', observed: '1' }],
    remedies: () => [
      {
        kind: 'advice',
        text: 'Where something else starts QEMU, add mem-merge=off to its -machine (libvirt: <nosharepages/> in <memoryBacking>); other guests keep what merging saves them.',
      },
    ],
  },
};
