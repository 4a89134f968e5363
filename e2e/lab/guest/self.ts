/** What a process inside a lab machine is: the smallest example of a function that `lab.node` calls. */
import { readFileSync } from 'node:fs';

export type Self = { uid: number; groups: readonly number[]; memlock: string; echo: unknown };

export default function describeSelf(input: { echo?: unknown; throws?: string }): Self {
  if (input.throws !== undefined) throw new Error(input.throws);
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return {
    uid: process.getuid?.() ?? -1,
    groups: process.getgroups?.() ?? [],
    memlock: /^Max locked memory +(\S+ +\S+)/m.exec(limits)?.[1]?.replace(/ +/, ' ') ?? '',
    echo: input.echo,
  };
}
