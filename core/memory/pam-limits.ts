/**
 * The locked-memory limit that pam_limits gives an account at its next login.
 *
 * Lines are read in order. One that names the user counts more than one for a group of his, and that more than `*`;
 * of equals the later counts. Soft and hard are decided apart. A `DOMAIN -` line that fits ends it all: no line counts.
 * Source: Linux-PAM modules/pam_limits/pam_limits.c, parse_config_file(), process_limit() and setup_limits().
 */
import { isKnown, type Measured, type Unknown } from '../host/measured.ts';
import type { MemlockSetting } from '../host/schema/user.ts';
import type { HostSnapshot } from '../host/snapshot.ts';

type User = Pick<HostSnapshot['user'], 'uid' | 'name' | 'accountGroups'>;

/** Smaller counts more. */
type Rank = number;
const RANK = { user: 0, group: 1, everybody: 4, none: 6 } as const;

export type DerivedLimit = {
  /** null: unlimited. */
  softBytes: number | null;
  hardBytes: number | null;
  /** The lines that decided it, soft first, each once; empty: nothing but what was there before. */
  setBy: MemlockSetting[];
};

/** @returns Unknown where a line might fit that cannot be judged, or one that fits has no number. */
export function applyPamLimits(
  settings: readonly MemlockSetting[],
  user: User,
  before: Omit<DerivedLimit, 'setBy'>,
): Measured<DerivedLimit> {
  const soft: Choice = { rank: RANK.none, limit: before.softBytes, by: null };
  const hard: Choice = { rank: RANK.none, limit: before.hardBytes, by: null };
  for (const setting of settings) {
    if (setting.kind !== 'pam-limit') continue;
    const rank = rankOf(setting.subject, user);
    if (rank === null) continue;
    if (typeof rank !== 'number') return rank;
    if (setting.limit === null) return { ...before, setBy: [] };
    take(soft, rank, setting.limit.soft, setting);
    take(hard, rank, setting.limit.hard, setting);
  }
  if (!isKnown(hard.limit)) return hard.limit;
  if (!isKnown(soft.limit)) return soft.limit;
  const isCut = hard.limit !== null && (soft.limit === null || soft.limit > hard.limit);
  return {
    softBytes: isCut ? hard.limit : soft.limit,
    hardBytes: hard.limit,
    setBy: [...new Set([soft.by, hard.by])].filter(by => by !== null),
  };
}

type Choice = { rank: Rank; limit: Measured<number | null>; by: MemlockSetting | null };

function take(choice: Choice, rank: Rank, limit: Measured<number | null> | undefined, by: MemlockSetting): void {
  // pam_limits skips a line without a number.
  if (limit === undefined || !isKnown(limit) || choice.rank < rank) return;
  Object.assign(choice, { rank, limit, by });
}

/** How much a line for this domain counts. null: it does not fit. */
function rankOf(domain: string, { uid, name, accountGroups }: User): Rank | null | Unknown {
  if (domain === '*') return RANK.everybody;
  // For counting logins only.
  if (domain.startsWith('%')) return null;
  const isGroup = domain.startsWith('@');
  const range = /^(\d*):(\d*)$/.exec(isGroup ? domain.slice(1) : domain);
  if (!isGroup && range) {
    if (!isKnown(uid)) return uid;
    return isInRange(uid, range[1] ?? '', range[2] ?? '') ? RANK.user : null;
  }
  if (!isGroup) {
    if (!isKnown(name)) return name;
    return name === domain ? RANK.user : null;
  }
  if (!isKnown(accountGroups)) return accountGroups;
  // A range speaks of the account's own group, a single number of any.
  const fits = range
    ? range[1] === ''
      ? accountGroups.some(group => String(group.gid) === range[2])
      : isInRange(accountGroups[0]?.gid ?? -1, range[1] ?? '', range[2] ?? '')
    : accountGroups.some(group => group.name === domain.slice(1));
  return fits ? RANK.group : null;
}

function isInRange(id: number, least: string, most: string): boolean {
  if (least === '') return String(id) === most;
  return id >= Number(least) && (most === '' || id <= Number(most));
}
