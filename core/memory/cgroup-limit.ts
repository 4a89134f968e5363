/**
 * A memory limit of a control group: `max` or bytes (version 2), or bytes of which the largest stands for no limit
 * (version 1: the largest multiple of the page size that fits).
 * Source: Linux Documentation/admin-guide/cgroup-v2.rst, "memory.max"; mm/page_counter.c PAGE_COUNTER_MAX.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

/** @returns null: no limit. A number that a double cannot hold is far above any memory and is taken for none. */
export function parseCgroupLimit(text: string): number | null | Malformed {
  const word = text.trim();
  if (word === 'max') return null;
  if (!/^\d{1,20}$/.test(word)) return malformed(text);
  const bytes = Number(word);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
