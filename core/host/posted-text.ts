/**
 * What is peculiar to a host that was read from a posted text. Its gaps are of two kinds: what the text might have told and does not
 * (more of lspci would help), and what no such text can tell, which is nothing to reproach it with.
 */
import { knownOr, type Unknown } from './measured.ts';
import type { HostSnapshot } from './snapshot.ts';

export const PASTED = 'the pasted text';

export function notPasted(detail: string): Unknown {
  return { unknown: 'absent', source: PASTED, detail };
}

const BEYOND = 'a posted text holds no such fact';

/** For facts that lspci does not print, however it is asked. */
export const beyondPosts: Unknown = notPasted(BEYOND);

/** By its words, because snapshots are saved and read again. */
export function isBeyondPosts({ source, detail }: Unknown): boolean {
  return source === PASTED && detail === BEYOND;
}

/**
 * People post what they think matters: without the first function of the host, others may be missing as well, so nothing
 * follows from what is not listed.
 */
export function mayListBePartial(host: HostSnapshot): boolean {
  return host.origin.kind === 'posted' && !knownOr(host.functions, []).some(fn => fn.bdf.endsWith(':00:00.0'));
}
