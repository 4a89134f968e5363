/**
 * Texts about guest memory and locked memory.
 * Source: Linux drivers/vfio/vfio_iommu_type1.c (RLIMIT_MEMLOCK); libvirt qemuDomainGetMemLockLimitBytes (1 GiB slack).
 */
import { isKnown, type Unknown } from '../../host/measured.ts';
import type { SwapArea } from '../../host/schema/memory.ts';
import { formatBytes, formatLimit } from '../../memory/format-bytes.ts';
import { isBelow, type MemlockWay } from '../../memory/memlock-ways.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import { enumerate } from '../function-label.ts';
import { describeLater, evidenceOfWays, nameWay } from '../memlock-evidence.ts';
import { type DesktopLimits, raiseMemlock } from '../memlock-remedies.ts';

type OwnLimit = { neededBytes: number; user: string | null; desktop: DesktopLimits; ways: MemlockWay[] };

export type MemoryFacts = {
  'memory/memlock-too-low': OwnLimit & { softBytes: number | null; hardBytes: number | null };
  /** `waiting`: ways that will allow enough after the next login. */
  'memory/memlock-needs-login': {
    neededBytes: number;
    softBytes: number | null;
    hardBytes: number | null;
    ways: MemlockWay[];
    waiting: MemlockWay[];
  };
  'memory/memlock-tight': OwnLimit & { guestBytes: number; limitBytes: number };
  'memory/memlock-soft-too-low': { neededBytes: number; softBytes: number; hardBytes: number | null };
  'memory/memlock-enough': { neededBytes: number; limitBytes: number | null; ways: MemlockWay[] };
  'memory/memlock-desktop-too-low': {
    neededBytes: number;
    limitBytes: number;
    /** /proc/PID/limits of the service manager. */
    source: string;
    user: string | null;
    desktop: DesktopLimits;
  };
  'memory/memlock-exempt': { neededBytes: number };
  'memory/memlock-unmeasured': { neededBytes: number; gap: Unknown };
  'memory/more-than-host': { guestBytes: number; hostBytes: number };
  /** null: not measured. */
  'memory/more-than-free': { guestBytes: number; availableBytes: number; swaps: SwapArea[] | null };
  'memory/host-unmeasured': { gap: Unknown };
};

const LIMITS = '/proc/self/limits';

const ownLimits = (f: { softBytes: number | null; hardBytes: number | null }) => ({
  source: LIMITS,
  observed: `Max locked memory: soft ${formatLimit(f.softBytes)}, hard ${formatLimit(f.hardBytes)}`,
});

/** Where another way allows enough, it is the quickest way out. */
function otherWays(ways: readonly MemlockWay[], neededBytes: number): string {
  const open = ways.filter(
    way =>
      way.kind === 'libvirt' || (way.now && isKnown(way.now.hardBytes) && !isBelow(way.now.hardBytes, neededBytes)),
  );
  const [first] = open.filter(way => way.kind !== 'this-process');
  if (!first) return '';
  return first.kind === 'libvirt'
    ? ' Machines of libvirt are not bound by it: libvirt raises the limit of each.'
    : ` Enough is allowed to ${nameWay(first)}.`;
}

/** Guest memory that is pinned never leaves: the rest of the host has to. */
function makeRoom(swaps: readonly SwapArea[] | null): string {
  if (swaps === null) return 'The host would swap heavily or end programs to make room.';
  const freeBytes = swaps.reduce((sum, area) => sum + area.sizeBytes - area.usedBytes, 0);
  return freeBytes > 0
    ? `Other programs would be moved to swap (${formatBytes(freeBytes)} free), which is slow; the guest itself, being pinned, never is.`
    : 'There is no swap left to move other programs to, so that the kernel would end some of them to make room.';
}

export const memoryCatalogue: Catalogue<MemoryFacts> = {
  'memory/memlock-too-low': {
    severity: 'blocker',
    title: () => 'The locked-memory limit is too low',
    explain: f =>
      `Assigning a device pins all guest memory: ${formatBytes(f.neededBytes)} are needed, RLIMIT_MEMLOCK allows ${formatLimit(f.hardBytes ?? f.softBytes)}. QEMU would stop with "VFIO_MAP_DMA failed: Cannot allocate memory".${otherWays(f.ways, f.neededBytes)}`,
    evidence: f => [ownLimits(f), ...evidenceOfWays(f.ways)],
    remedies: f => raiseMemlock(f.neededBytes, f.user, f.desktop),
  },
  'memory/memlock-needs-login': {
    severity: 'blocker',
    title: () => 'The raised locked-memory limit waits for a new login',
    explain: f =>
      `${formatBytes(f.neededBytes)} are needed to pin all guest memory. This session still has ${formatLimit(f.hardBytes ?? f.softBytes)}, because a limit is handed out at login. After the next one it is ${enumerate(f.waiting.map(describeLater))}.`,
    evidence: f => [ownLimits(f), ...evidenceOfWays(f.ways)],
    remedies: f => [
      {
        kind: 'advice',
        text: f.waiting.some(way => way.kind === 'desktop')
          ? 'Log out of every session of this user, ssh among them, and in again: the service manager of the desktop starts anew only when the last one has ended. Starting the computer again does it, too.'
          : 'Log out and in again. Programs of the desktop are not covered by what is set so far.',
      },
    ],
  },
  'memory/memlock-tight': {
    severity: 'warning',
    title: () => 'The locked-memory limit is tight',
    explain: f =>
      `Guest memory is ${formatBytes(f.guestBytes)} and RLIMIT_MEMLOCK allows ${formatBytes(f.limitBytes)}. Firmware regions, video memory and device buffers are pinned as well; ${formatBytes(f.neededBytes)} leave room for them.`,
    evidence: f => [
      { source: LIMITS, observed: `Max locked memory: ${formatBytes(f.limitBytes)}` },
      ...evidenceOfWays(f.ways),
    ],
    remedies: f => raiseMemlock(f.neededBytes, f.user, f.desktop),
  },
  'memory/memlock-desktop-too-low': {
    severity: 'warning',
    title: () => 'Programs of the desktop may lock too little memory',
    explain: f =>
      `This shell may lock the ${formatBytes(f.neededBytes)} that are needed. Programs that are started from the desktop's menu, or as units of systemd --user, may lock ${formatBytes(f.limitBytes)} only: there the same machine would stop with "Cannot allocate memory".`,
    evidence: f => [{ source: f.source, observed: `Max locked memory: hard ${formatBytes(f.limitBytes)}` }],
    remedies: f => [
      {
        kind: 'advice',
        text: 'Start the machine from this shell; or, to start it from the desktop, raise the limit there.',
      },
      ...raiseMemlock(f.neededBytes, f.user, f.desktop),
    ],
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
    evidence: f => [
      { source: LIMITS, observed: `Max locked memory: ${formatLimit(f.limitBytes)}` },
      ...evidenceOfWays(f.ways),
    ],
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
      `${formatBytes(f.guestBytes)} are pinned at the start, ${formatBytes(f.availableBytes)} are available now. ${makeRoom(f.swaps)}`,
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
