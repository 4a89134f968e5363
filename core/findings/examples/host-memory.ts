import type { PageSupply } from '../../memory/huge-page-supply.ts';
import type { HostMemoryFacts } from '../catalogue/host-memory.ts';
import type { Examples } from './examples.ts';

const GIB = 1024 ** 3;
const gap = { unknown: 'denied', source: '/sys/example', detail: 'EACCES' } as const;

const supply: PageSupply = {
  pageSizeBytes: 2 * 1024 ** 2,
  neededPages: 4096,
  totalPages: 6144,
  openPages: 5000,
  reservedPages: 144,
  nodes: [
    { id: 0, poolFreePages: 4200, lying: { kind: 'counted', pages: 3000 } },
    { id: 1, poolFreePages: 944, lying: { kind: 'counted', pages: 2000 } },
  ],
};
const giant: PageSupply = {
  ...supply,
  pageSizeBytes: GIB,
  nodes: [{ id: 0, poolFreePages: 0, lying: { kind: 'bounded', atMost: 7 } }],
};

export const hostMemoryExamples: Examples<HostMemoryFacts> = {
  facts: {
    'memory/cgroup-too-low': { path: '/user.slice/user-1000.slice', guestBytes: 8 * GIB, maxBytes: 4 * GIB },
    'memory/cgroup-tight': {
      path: '/user.slice/user-1000.slice',
      neededBytes: 9 * GIB,
      maxBytes: 10 * GIB,
      usedBytes: 2 * GIB,
    },
    'memory/cgroup-slows-down': { path: '/user.slice/user-1000.slice', guestBytes: 8 * GIB, highBytes: 6 * GIB },
    'memory/cgroup-unmeasured': { gap },
    'memory/hugepages-ready': { guestBytes: 8 * GIB, supply },
    'memory/hugepages-short': { guestBytes: 8 * GIB, supply: { ...supply, openPages: 12 }, argument: 'hugepages=6144' },
    'memory/hugepages-obtainable': { guestBytes: 8 * GIB, supply, largest: giant },
    'memory/hugepages-fragmented': {
      guestBytes: 8 * GIB,
      lyingPages: 1700,
      freeBytes: 12 * GIB,
      supply: { ...supply, totalPages: 0, openPages: 0, reservedPages: 0 },
      argument: null,
    },
    'memory/hugepages-unmeasured': { gap },
    'memory/ksm-running': {},
  },
  withoutRemedy: {
    'memory/cgroup-unmeasured': 'the evidence names what to open up',
    'memory/hugepages-unmeasured': 'the evidence names what to open up',
  },
};
