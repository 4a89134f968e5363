import type { MemlockSetting } from '../../host/schema/user.ts';
import type { MemlockWay } from '../../memory/memlock-ways.ts';
import type { MemoryFacts } from '../catalogue/memory.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const gap = { unknown: 'denied', source: '/sys/example', detail: 'EACCES' } as const;

const line: MemlockSetting = {
  kind: 'pam-limit',
  file: '/etc/security/limits.d/90-vfio.conf',
  line: 3,
  text: '@kvm - memlock 17825792',
  subject: '@kvm',
  limit: { soft: 17 * GIB, hard: 17 * GIB },
};
const later = { softBytes: 17 * GIB, hardBytes: 17 * GIB, setBy: [line] };
const ways: MemlockWay[] = [
  { kind: 'this-process', now: { source: '/proc/self/limits', pid: 4242, hardBytes: 8 * MIB }, later: null },
  { kind: 'desktop', now: { source: '/proc/1873/limits', pid: 1873, hardBytes: 8 * MIB }, later },
  { kind: 'ssh', now: null, later },
];

/** One of every code of the memory catalogue that is about the wish. */
export const memoryExamples: MemoryFacts = {
  'memory/memlock-too-low': {
    neededBytes: 17 * GIB,
    softBytes: 8 * MIB,
    hardBytes: 8 * MIB,
    user: 'ada',
    desktop: 'ignores-limits',
    ways: [
      ...ways,
      { kind: 'libvirt', now: { source: '/proc/1204/limits', pid: 1204, hardBytes: 64 * MIB }, later: null },
    ],
  },
  'memory/memlock-needs-login': {
    neededBytes: 17 * GIB,
    softBytes: 8 * MIB,
    hardBytes: 8 * MIB,
    ways,
    waiting: ways.filter(way => way.later !== null),
  },
  'memory/memlock-tight': {
    guestBytes: 16 * GIB,
    neededBytes: 17 * GIB,
    limitBytes: 16 * GIB,
    user: null,
    desktop: 'reads-limits',
    ways: [],
  },
  'memory/memlock-soft-too-low': { neededBytes: 17 * GIB, softBytes: 8 * MIB, hardBytes: null },
  'memory/memlock-enough': { neededBytes: 17 * GIB, limitBytes: null, ways: [] },
  'memory/memlock-desktop-too-low': {
    neededBytes: 17 * GIB,
    limitBytes: 8 * MIB,
    source: '/proc/1873/limits',
    user: 'ada',
    desktop: 'unknown',
  },
  'memory/memlock-exempt': { neededBytes: 17 * GIB },
  'memory/memlock-unmeasured': { neededBytes: 17 * GIB, gap },
  'memory/more-than-host': { guestBytes: 64 * GIB, hostBytes: 31 * GIB },
  'memory/more-than-free': {
    guestBytes: 16 * GIB,
    availableBytes: 9 * GIB,
    swaps: [{ path: '/dev/dm-1', kind: 'partition', sizeBytes: 8 * GIB, usedBytes: GIB }],
  },
  'memory/host-unmeasured': { gap },
};
