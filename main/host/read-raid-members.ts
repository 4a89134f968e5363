/**
 * The members of an md array with what each is worth. `slaves/` does not tell it: the kernel links a member when it is
 * bound, so that spares, rebuilding members and faulty ones that nobody has removed stand there too.
 * Source: Linux drivers/md/md.c bind_rdev_to_array() (folders `dev-sda1`), state_show(), raid_disks_show().
 */
import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseCount } from '../../core/host/number-text.ts';
import type { RaidMember } from '../../core/host/schema/storage.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';

const PREFIX = 'dev-';

/** One state that cannot be read leaves the whole unknown: what the array can spare hangs on each. */
export function readRaidMembers(files: HostFiles, folder: string): Measured<RaidMember[]> {
  const entries = measure(folder, () => files.list(folder));
  if (!isKnown(entries)) return entries;
  const members: RaidMember[] = [];
  for (const entry of entries.filter(name => name.startsWith(PREFIX)).sort()) {
    const source = `${folder}/${entry}/state`;
    const state = measure(source, () => parseMemberState(files.readText(source)));
    if (isKnown(state)) members.push({ name: entry.slice(PREFIX.length), state });
    // Removed since the folder was listed.
    else if (!isAbsent(state) || files.exists(`${folder}/${entry}`)) return state;
  }
  return members;
}

/** Words with commas between them: `in_sync,write_mostly`, `faulty`, `spare`, `spare,replacement`. */
export function parseMemberState(text: string): RaidMember['state'] | Malformed {
  const words = text.trim().split(',');
  if (!words.every(word => /^[a-z_]{1,24}$/.test(word))) return malformed(text);
  if (words.includes('journal')) return 'journal';
  // A member that failed is no longer in sync: with both words it has bad blocks that are not written down yet.
  if (words.includes('in_sync')) return 'in-sync';
  return words.includes('faulty') || words.includes('spare') ? 'idle' : malformed(text);
}

/** `4`, or while the array is reshaped `4 (3)`: now and before. The larger demands more members. */
export function parseRaidDisks(text: string): number | Malformed {
  const [, now, before = now] = /^(\d+)(?: \((\d+)\))?\n?$/.exec(text) ?? [];
  if (now === undefined || before === undefined) return malformed(text);
  const counts = [parseCount(now), parseCount(before)];
  return counts.every(count => typeof count === 'number') ? Math.max(...counts) : malformed(text);
}
