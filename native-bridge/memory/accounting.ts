/**
 * What the kernel says this process holds: the proof of every prediction about pinned and locked memory.
 *
 * Legacy VFIO counts a mapping in VmLck, iommufd in VmPin (and against the limit of the user, which no file of the
 * process shows). Source: Linux Documentation/filesystems/proc.rst, /proc/PID/status.
 */
import type { Kernel } from '../kernel-calls.ts';
import { OwnedFd } from '../owned-fd.ts';
import { CAP_IPC_LOCK, O_RDONLY } from '../uapi/libc-constants.ts';

export type Accounting = {
  /** VmSize: address space. */
  virtualBytes: number;
  /** VmRSS. */
  residentBytes: number;
  /** VmLck: mlock and legacy VFIO. */
  lockedBytes: number;
  /** VmPin: iommufd. */
  pinnedBytes: number;
  /** CAP_IPC_LOCK is in effect: RLIMIT_MEMLOCK does not bind this process. */
  isExempt: boolean;
};

const STATUS = '/proc/self/status';

export function readAccounting(kernel: Kernel): Accounting {
  using file = new OwnedFd(kernel, kernel.open(STATUS, O_RDONLY));
  const chunk = Buffer.alloc(16_384);
  return parseStatus(chunk.toString('latin1', 0, kernel.pread(file.fd, chunk, 0n, STATUS)));
}

/** A field that is not there counts as zero: a process without an address space has none of them. */
export function parseStatus(text: string): Accounting {
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\w+)`, 'm').exec(text)?.[1];
  const bytes = (name: string) => Number(field(name) ?? 0) * 1024;
  return {
    virtualBytes: bytes('VmSize'),
    residentBytes: bytes('VmRSS'),
    lockedBytes: bytes('VmLck'),
    pinnedBytes: bytes('VmPin'),
    isExempt: ((BigInt(`0x${field('CapEff') ?? '0'}`) >> CAP_IPC_LOCK) & 1n) === 1n,
  };
}
