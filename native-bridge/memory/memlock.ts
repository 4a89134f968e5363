/** RLIMIT_MEMLOCK of a process: what it may lock or pin without CAP_IPC_LOCK. Source: setrlimit(2), prlimit(2). */
import type { Kernel } from '../kernel-calls.ts';
import { RLIMIT_MEMLOCK } from '../uapi/libc-constants.ts';

/** null: unlimited. Only the soft limit binds; a process may raise it up to the hard one. */
export type MemlockLimit = { softBytes: bigint | null; hardBytes: bigint | null };

/** @param pid 0: this process. @throws SyscallError ESRCH, EPERM for another user's process. */
export function readMemlock(kernel: Kernel, pid = 0): MemlockLimit {
  const { soft, hard } = kernel.limit(pid, RLIMIT_MEMLOCK);
  return { softBytes: soft, hardBytes: hard };
}

/** @throws SyscallError EPERM when the hard limit would rise without CAP_SYS_RESOURCE, EINVAL when soft exceeds hard. */
export function setMemlock(kernel: Kernel, { softBytes, hardBytes }: MemlockLimit, pid = 0): void {
  kernel.setLimit(pid, RLIMIT_MEMLOCK, { soft: softBytes, hard: hardBytes });
}
