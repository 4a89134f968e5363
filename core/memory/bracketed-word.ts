/**
 * A choice as sysfs shows it: every word there is, the one in force in brackets: `always [madvise] never`.
 * Source: Linux mm/huge_memory.c enabled_show(), defrag_show(); mm/shmem.c shmem_enabled_show().
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export function parseBracketedWord(text: string): string | Malformed {
  const words = [...text.matchAll(/\[([\w+-]{1,32})\]/g)].map(match => match[1]);
  return words.length === 1 && words[0] !== undefined ? words[0] : malformed(text);
}
