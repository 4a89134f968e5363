/**
 * What `getfacl --absolute-names --numeric -- FILE...` says: a block for each file, comments first.
 *
 *     # file: /dev/kvm
 *     # owner: 0
 *     # group: 36
 *     user::rw-
 *     user:1000:rw-
 *     group::rw-
 *     mask::rw-
 *     other::---
 *
 * Source: getfacl(1), acl(5). Odd bytes in a name are octal, as `\040`; nodes have none.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const ENTRY = /^(user|group|mask|other):(\d{0,10}):([r-][w-][x-])(\s+#effective:[r-][w-][x-])?$/;

/** Entries by path, as `deviceNode.acl` keeps them: empty for a file whose mode says it all. */
export function parseGetfacl(output: string): Map<string, string[]> | Malformed {
  const lists = new Map<string, string[]>();
  for (const block of output.split(/\n{2,}/)) {
    const lines = block.split('\n').filter(line => line !== '');
    if (lines.length === 0) continue;
    const path = lines[0]?.startsWith('# file: ') ? lines[0].slice('# file: '.length) : undefined;
    if (path === undefined) return malformed(block);
    const entries: string[] = [];
    for (const line of lines.slice(1)) {
      if (line.startsWith('#')) continue;
      const [, tag, id, bits] = ENTRY.exec(line) ?? [];
      if (tag === undefined) return malformed(line);
      entries.push(`${tag}:${id}:${bits}`);
    }
    // The three entries that every file has are its mode; a mask comes with every longer list.
    if (entries.length < 3) return malformed(block);
    const isExtended = entries.some(entry => entry.startsWith('mask:'));
    lists.set(path, isExtended ? entries.filter(entry => !/^(user::|other:)/.test(entry)) : []);
  }
  return lists.size > 0 ? lists : malformed(output);
}
