/** Whom this process acts as, and how much memory it may lock. Source: proc(5), passwd(5), group(5). */
import { type Account, findAccount, findAccountGroups, parseGroupNames } from '../../core/host/accounts.ts';
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseProcessStatus } from '../../core/host/process-status.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { parseMemlock } from '../../core/memory/memlock.ts';
import type { HostFiles } from './host-files.ts';
import { derive, measure } from './measure.ts';
import { readLaunchers } from './read-launchers.ts';
import { Gaps, readMemlockSettings } from './read-memlock-settings.ts';
import { readPam } from './read-pam.ts';
import type { UnreadableFiles } from './unreadable.ts';

const STATUS = '/proc/self/status';
const LIMITS = '/proc/self/limits';
const PASSWD = '/etc/passwd';
const GROUP = '/etc/group';

export function readUser(files: HostFiles, unreadable: UnreadableFiles): HostSnapshot['user'] {
  const status = measure(STATUS, () => parseProcessStatus(files.readText(STATUS)));
  const uid = derive(STATUS, status, process => process.uid);
  const gids = derive(STATUS, status, process => process.gids);
  const account = isKnown(uid) ? readAccount(files, uid) : uid;
  const gaps = new Gaps();
  const pam = readPam(files, gaps);
  return {
    uid,
    name: derive(PASSWD, account, found => found?.name ?? null),
    home: derive(PASSWD, account, found => found?.home ?? null),
    groups: isKnown(gids) ? nameGroups(files, gids, unreadable) : gids,
    canLockUnlimited: derive(STATUS, status, process => process.canLockUnlimited),
    accountGroups: isKnown(uid) ? readAccountGroups(files, uid, account) : uid,
    launchers: readLaunchers(files, uid, unreadable),
    memlockSettings: [...readMemlockSettings(files, isKnown(uid) ? uid : null, gaps), ...pam.settings],
    pamServices: pam.services,
    memlockGaps: gaps.items,
    memlock: measure(LIMITS, () => parseMemlock(files.readText(LIMITS))),
  };
}

function readAccount(files: HostFiles, uid: number): Measured<Account | null> {
  return measure(PASSWD, () => {
    const text = files.readText(PASSWD);
    // Every host has root there: without any account this is not the file it should be.
    return /^[^:\n]+:[^:\n]*:\d+:/m.test(text) ? findAccount(text, uid) : malformed(text);
  });
}

/** The numbers decide what a user may do, so they stay known where the names are not. */
function nameGroups(files: HostFiles, gids: readonly number[], unreadable: UnreadableFiles) {
  const names = measure(GROUP, () => {
    const text = files.readText(GROUP);
    const found = parseGroupNames(text);
    return found.size > 0 ? found : malformed(text);
  });
  if (!isKnown(names)) unreadable.addUnknown(names);
  return gids.map(gid => ({ gid, name: isKnown(names) ? (names.get(gid) ?? null) : null }));
}

function readAccountGroups(
  files: HostFiles,
  uid: number,
  account: Measured<Account | null>,
): HostSnapshot['user']['accountGroups'] {
  if (!isKnown(account)) return account;
  // The account comes from a directory service, and so may its groups.
  if (account === null) return { unknown: 'absent', source: PASSWD, detail: `no line with the number ${uid}` };
  return measure(GROUP, () => {
    const text = files.readText(GROUP);
    return parseGroupNames(text).size > 0 ? findAccountGroups(text, account) : malformed(text);
  });
}
