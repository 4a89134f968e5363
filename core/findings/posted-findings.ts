/**
 * Findings about a host that was read from a posted text: without the questions that no such text can answer (the note
 * `host/posted` says that once), and with the text as the place where everything was read.
 */
import type { Unknown } from '../host/measured.ts';
import { isBeyondPosts, PASTED } from '../host/posted-text.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Finding } from './finding.ts';

export function readFromPost(host: HostSnapshot, findings: Finding[]): Finding[] {
  if (host.origin.kind !== 'posted') return findings;
  return withoutUnanswerable(host, findings).map(finding => ({ ...finding, readFrom: PASTED }));
}

/** For findings about a wish, which is read elsewhere. */
export function withoutUnanswerable(host: HostSnapshot, findings: Finding[]): Finding[] {
  if (host.origin.kind !== 'posted') return findings;
  return findings.filter(finding => {
    // An export stops at it.
    if (finding.code === 'firmware/unmeasured') return true;
    const gaps = gapsOf(finding);
    return gaps.length === 0 || !gaps.every(isBeyondPosts);
  });
}

function gapsOf(finding: Finding): readonly Unknown[] {
  if ('gap' in finding) return [finding.gap];
  return 'gaps' in finding ? finding.gaps : [];
}

/** What the person should know before the verdicts; null: the host was looked at itself. */
export function checkOrigin({ origin, unreadable }: HostSnapshot): Finding[] {
  if (origin.kind !== 'posted') return [];
  const notes = unreadable.filter(({ source }) => source === PASTED).map(({ detail }) => detail);
  return [{ code: 'host/posted', title: origin.title, notes }];
}
