/**
 * The kernel's list format: `0-3,8,10-11`, an empty line for an empty set.
 * Source: Linux Documentation/admin-guide/cputopology.rst; lib/bitmap-str.c, bitmap_parselist().
 */
import { type Malformed, malformed } from './malformed.ts';

/** More than any kernel is built for (NR_CPUS); keeps a corrupt range from filling the memory. */
const HIGHEST = 65_535;

/** Ascending as written. */
export function parseCpuList(text: string): number[] | Malformed {
  const list = text.trim();
  const numbers: number[] = [];
  for (const range of list === '' ? [] : list.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!match || last < first || last > HIGHEST || numbers.length > HIGHEST) return malformed(text);
    for (let n = first; n <= last; n++) numbers.push(n);
  }
  return numbers;
}
