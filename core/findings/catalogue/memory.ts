/**
 * Texts about guest memory and locked memory.
 * Source: Linux drivers/vfio/vfio_iommu_type1.c (RLIMIT_MEMLOCK); libvirt qemuDomainGetMemLockLimitBytes (1 GiB slack).
 */
import type { Unknown } from '../../host/measured.ts';
import { formatBytes, formatLimit } from '../../memory/format-bytes.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';

export type MemoryFacts = {
  'memory/memlock-too-low': {
    neededBytes: number;
    softBytes: number | null;
    hardBytes: number | null;
    user: string | null;
  };
  'memory/memlock-tight': { guestBytes: number; neededBytes: number; limitBytes: number; user: string | null };
  'memory/memlock-soft-too-low': { neededBytes: number; softBytes: number; hardBytes: number | null };
  'memory/memlock-enough': { neededBytes: number; limitBytes: number | null };
  'memory/memlock-exempt': { neededBytes: number };
  'memory/memlock-unmeasured': { neededBytes: number; gap: Unknown };
  'memory/more-than-host': { guestBytes: number; hostBytes: number };
  'memory/more-than-free': { guestBytes: number; availableBytes: number };
  'memory/host-unmeasured': { gap: Unknown };
};

const LIMITS = '/proc/self/limits';

export const memoryCatalogue: Catalogue<MemoryFacts> = {
  'memory/memlock-too-low': {
    severity: 'blocker',
    title: () => 'The locked-memory limit is too low',
    explain: f =>
      `Assigning a device pins all guest memory: ${formatBytes(f.neededBytes)} are needed, RLIMIT_MEMLOCK allows ${formatLimit(f.hardBytes ?? f.softBytes)}. QEMU would stop with "VFIO_MAP_DMA failed: Cannot allocate memory".`,
    evidence: f => [
      {
        source: LIMITS,
        observed: `Max locked memory: soft ${formatLimit(f.softBytes)}, hard ${formatLimit(f.hardBytes)}`,
      },
    ],
    remedies: f => [{ kind: 'raise-memlock', toBytes: f.neededBytes, user: f.user }],
  },
  'memory/memlock-tight': {
    severity: 'warning',
    title: () => 'The locked-memory limit is tight',
    explain: f =>
      `Guest memory is ${formatBytes(f.guestBytes)} and RLIMIT_MEMLOCK allows ${formatBytes(f.limitBytes)}. Firmware regions, video memory and device buffers are pinned as well; ${formatBytes(f.neededBytes)} leave room for them.`,
    evidence: f => [{ source: LIMITS, observed: `Max locked memory: ${formatBytes(f.limitBytes)}` }],
    remedies: f => [{ kind: 'raise-memlock', toBytes: f.neededBytes, user: f.user }],
  },
  'memory/memlock-soft-too-low': {
    severity: 'note',
    title: () => 'The locked-memory limit is raised by the exported script',
    explain: f =>
      `The soft limit of ${formatBytes(f.softBytes)} is below the ${formatBytes(f.neededBytes)} that are needed, but the hard limit is ${formatLimit(f.hardBytes)}, so the script raises the soft one for itself. If you start the bare command line, raise it in that shell first.`,
    evidence: f => [
      {
        source: LIMITS,
        observed: `Max locked memory: soft ${formatBytes(f.softBytes)}, hard ${formatLimit(f.hardBytes)}`,
      },
    ],
    remedies: f => [
      {
        kind: 'command',
        command: `ulimit -S -l ${Math.ceil(f.neededBytes / 1024)}`,
        needsRoot: false,
        effect: 'raises the limit of this shell',
      },
    ],
  },
  'memory/memlock-enough': {
    severity: 'ok',
    title: () => 'The locked-memory limit is high enough',
    explain: f =>
      `${formatBytes(f.neededBytes)} are needed to pin all guest memory; ${formatLimit(f.limitBytes)} ${f.limitBytes === null ? 'is' : 'are'} allowed.`,
    evidence: f => [{ source: LIMITS, observed: `Max locked memory: ${formatLimit(f.limitBytes)}` }],
    remedies: () => [],
  },
  'memory/memlock-exempt': {
    severity: 'ok',
    title: () => 'The locked-memory limit does not apply',
    explain: f =>
      `This user has CAP_IPC_LOCK, so the ${formatBytes(f.neededBytes)} of guest memory may be pinned whatever the limit says. QEMU started by another user is bound by that user's limit.`,
    evidence: () => [{ source: '/proc/self/status', observed: 'CapEff includes CAP_IPC_LOCK' }],
    remedies: () => [],
  },
  'memory/memlock-unmeasured': {
    severity: 'unmeasured',
    title: () => 'The locked-memory limit could not be measured',
    explain: f => `${formatBytes(f.neededBytes)} must be allowed, because assigning a device pins all guest memory.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [
      { kind: 'command', command: 'ulimit -l', needsRoot: false, effect: 'prints the limit of this shell in KiB' },
    ],
  },
  'memory/more-than-host': {
    severity: 'blocker',
    title: () => 'The guest would need more memory than the host has',
    explain: f =>
      `${formatBytes(f.guestBytes)} are asked for, the host has ${formatBytes(f.hostBytes)}. With an assigned device all guest memory is pinned from the start; it cannot be swapped or ballooned.`,
    evidence: f => [{ source: '/proc/meminfo', observed: `MemTotal ${formatBytes(f.hostBytes)}` }],
    remedies: f => {
      const half = Math.max(1024 ** 2, Math.floor(f.hostBytes / 2 / 1024 ** 3) * 1024 ** 3);
      return [{ kind: 'change-machine', change: { memoryBytes: half }, label: `Use ${formatBytes(half)}` }];
    },
  },
  'memory/more-than-free': {
    severity: 'warning',
    title: () => 'The host has not that much memory free now',
    explain: f =>
      `${formatBytes(f.guestBytes)} are pinned at the start, ${formatBytes(f.availableBytes)} are available now. The host would swap heavily or end programs to make room.`,
    evidence: f => [{ source: '/proc/meminfo', observed: `MemAvailable ${formatBytes(f.availableBytes)}` }],
    remedies: () => [{ kind: 'advice', text: 'Close programs before you start the machine, or give it less memory.' }],
  },
  'memory/host-unmeasured': {
    severity: 'unmeasured',
    title: () => 'The memory of the host could not be measured',
    explain: () => 'Whether the guest fits is open.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
};
