/**
 * The one place where a failed read becomes a fact that is not known.
 *
 * Every reader of this folder goes through here, so that a snapshot always says which file was asked and why it
 * gave nothing. An error that does not come from the system is a bug of ours and is thrown on.
 */
import { isMalformed, type Malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured, type UnknownReason } from '../../core/host/measured.ts';
import { errnoCode } from './errno.ts';

const REASONS: ReadonlyMap<string, UnknownReason> = new Map([
  ['ENOENT', 'absent'],
  ['ENOTDIR', 'absent'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
]);

/** `source` is the file, folder or command that `read` asks, as the user would type it. */
export function measure<T>(source: string, read: () => T | Malformed): Measured<T> {
  try {
    return unknownIfMalformed(source, read());
  } catch (error) {
    const code = errnoCode(error);
    if (code === undefined) throw error;
    return { unknown: REASONS.get(code) ?? 'failed', source, detail: code };
  }
}

/** For an answer that was read already: several facts often stand in one file. */
export function unknownIfMalformed<T>(source: string, value: T | Malformed): Measured<T> {
  return isMalformed(value) ? { unknown: 'malformed', source, detail: value.malformed } : value;
}

/** One fact out of a file that holds several. */
export function derive<T, U>(source: string, fact: Measured<T>, pick: (value: T) => U | Malformed): Measured<U> {
  return isKnown(fact) ? unknownIfMalformed(source, pick(fact)) : fact;
}

export function isAbsent<T>(fact: Measured<T>): boolean {
  return !isKnown(fact) && fact.unknown === 'absent';
}
