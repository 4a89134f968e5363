/**
 * RLIMIT_MEMLOCK as /proc/self/limits prints it: `Max locked memory  8388608  8388608  bytes`.
 * Source: Linux fs/proc/base.c, proc_pid_limits().
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import type { MemlockLimit } from '../host/snapshot.ts';

export function parseMemlock(limits: string): MemlockLimit | Malformed {
  const match = /^Max locked memory\s+(\S+)\s+(\S+)\s+bytes\s*$/m.exec(limits);
  const softBytes = limitOf(match?.[1]);
  const hardBytes = limitOf(match?.[2]);
  return softBytes === undefined || hardBytes === undefined
    ? malformed('no line "Max locked memory"')
    : { softBytes, hardBytes };
}

/** @returns null for `unlimited`, undefined for text that is no limit. */
function limitOf(text: string | undefined): number | null | undefined {
  if (text === 'unlimited') return null;
  const bytes = text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : Number.NaN;
  // A limit that a double cannot hold is far above any memory: nothing will ever reach it.
  return Number.isNaN(bytes) ? undefined : Number.isSafeInteger(bytes) ? bytes : null;
}
