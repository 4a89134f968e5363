/** What the machine's kernel says of its PCI functions and groups, by guest/pci-truth.sh. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';

/** Facts of one subject by name; a fact may have several values (`member`, `reserved`). */
export type Facts = ReadonlyMap<string, readonly string[]>;

export type Truth = {
  functions: ReadonlyMap<string, Facts>;
  groups: ReadonlyMap<number, Facts>;
  iommuUnits: readonly string[];
  isInterruptRemapping: boolean;
};

export async function readTruth(lab: Lab): Promise<Truth> {
  const script = readFileSync(join(import.meta.dirname, 'guest', 'pci-truth.sh'), 'utf8');
  const subjects = new Map<string, Map<string, string[]>>();
  for (const line of (await lab.shell(script)).split('\n').filter(Boolean)) {
    const [subject = '', fact = '', value = ''] = line.split('\t');
    const facts = subjects.get(subject) ?? new Map<string, string[]>();
    subjects.set(subject, facts.set(fact, [...(facts.get(fact) ?? []), value]));
  }
  const all = [...subjects];
  return {
    functions: new Map(all.filter(([subject]) => /^[0-9a-f]{4}:/.test(subject))),
    groups: new Map(
      all
        .filter(([subject]) => subject.startsWith('group '))
        .map(([subject, facts]) => [Number(subject.slice(6)), facts]),
    ),
    iommuUnits: subjects.get('iommu')?.get('unit') ?? [],
    isInterruptRemapping: Number(subjects.get('interrupts')?.get('remapped')?.[0]) > 0,
  };
}

/** The only value of a fact; null where the kernel has no such file. */
export function one(facts: Facts, name: string): string | null {
  return facts.get(name)?.[0] ?? null;
}
