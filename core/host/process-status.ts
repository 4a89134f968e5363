/**
 * /proc/self/status: whom this process acts as, and whether it may lock memory without limit.
 * Source: Linux Documentation/filesystems/proc.rst, table 1-2; include/uapi/linux/capability.h.
 */
import { type Malformed, malformed } from './malformed.ts';
import { parseCount } from './number-text.ts';

const CAP_IPC_LOCK = 14n;
const CAP_SYS_RESOURCE = 24n;

export type ProcessStatus = {
  /** `comm`, 15 characters at most. */
  name: string | Malformed;
  pid: number | Malformed;
  /** Effective, because that is what file permissions are checked against. */
  uid: number | Malformed;
  /** The effective group first, then the supplementary ones, each once. */
  gids: number[] | Malformed;
  /** CAP_IPC_LOCK is effective. */
  canLockUnlimited: boolean | Malformed;
  /** CAP_SYS_RESOURCE is effective: it may raise limits of others beyond its own. Source: prlimit(2). */
  canRaiseLimits: boolean | Malformed;
};

export function parseProcessStatus(text: string): ProcessStatus {
  const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(text)?.[1]?.trim();
  return {
    name: field('Name') || malformed('no line "Name"'),
    pid: parseCount(field('Pid') ?? 'no line "Pid"'),
    uid: effectiveId(field('Uid'), 'Uid'),
    gids: groupIds(field('Gid'), field('Groups')),
    canLockUnlimited: hasCapability(field('CapEff'), CAP_IPC_LOCK),
    canRaiseLimits: hasCapability(field('CapEff'), CAP_SYS_RESOURCE),
  };
}

/** `Uid: real effective saved filesystem`. */
function effectiveId(line: string | undefined, name: string): number | Malformed {
  if (line === undefined) return malformed(`no line "${name}"`);
  const match = /^\d+\s+(\d{1,10})(\s|$)/.exec(line);
  return match ? Number(match[1]) : malformed(`${name}: ${line}`);
}

function groupIds(gid: string | undefined, groups: string | undefined): number[] | Malformed {
  const primary = effectiveId(gid, 'Gid');
  if (typeof primary !== 'number') return primary;
  if (groups === undefined) return malformed('no line "Groups"');
  if (!/^[\d\s]*$/.test(groups)) return malformed(`Groups: ${groups}`);
  const supplementary = groups
    .split(/\s+/)
    .filter(id => id !== '')
    .map(Number);
  return supplementary.every(Number.isSafeInteger)
    ? [...new Set([primary, ...supplementary])]
    : malformed(`Groups: ${groups}`);
}

function hasCapability(line: string | undefined, bit: bigint): boolean | Malformed {
  if (line === undefined) return malformed('no line "CapEff"');
  return /^[0-9a-f]{1,16}$/i.test(line) ? ((BigInt(`0x${line}`) >> bit) & 1n) === 1n : malformed(`CapEff: ${line}`);
}
