/** What was read or asked, and what it said: the proof under every verdict. */
import type { Unknown } from '../host/measured.ts';

export type Evidence = {
  /** A path, command or call as the user would type it. */
  source: string;
  /** What it said, shortened to what matters. */
  observed: string;
};

const REASONS: Record<Unknown['unknown'], string> = {
  absent: 'not there',
  denied: 'not readable by this user',
  malformed: 'not in the documented form',
  failed: 'reading failed',
  withheld: 'not read, because reading would wake the device',
};

/** Why a fact is missing, as evidence. */
export function evidenceOfUnknown(fact: Unknown): Evidence {
  return {
    source: fact.source,
    observed: fact.detail ? `${REASONS[fact.unknown]} (${fact.detail})` : REASONS[fact.unknown],
  };
}

/** The kernel was asked, and has no such file: not a snapshot or a text that lacks the fact. */
export function isKernelTooOld(fact: Unknown): boolean {
  return fact.unknown === 'absent' && fact.source.startsWith('/sys/');
}
