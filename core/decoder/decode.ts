/** From a line to the message it is: which entry, about which function, with which facts. */
import { parseBdf } from '../pci/bdf.ts';
import type { MessageEntry, MessageFacts } from './message.ts';
import { MESSAGES } from './table.ts';

export type Decoded = {
  entry: MessageEntry;
  /** As the line names the function: `0000:01:00.0`, or without the segment; null: it names none. */
  address: string | null;
  facts: MessageFacts;
};

type Source = MessageEntry['from'] | 'any';

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const entriesOf = (source: Source) => MESSAGES.filter(entry => source === 'any' || entry.from === source);
const quickLook = (entries: readonly MessageEntry[]) =>
  new RegExp(entries.flatMap(entry => entry.needles.map(escape)).join('|'));

const tableOf = (source: Source) => {
  const entries = entriesOf(source);
  return { entries, quick: quickLook(entries) };
};
const TABLES = { kernel: tableOf('kernel'), qemu: tableOf('qemu'), any: tableOf('any') };

/** A quick look: false means that no entry matches. */
export function mayBeKnown(line: string, source: Source): boolean {
  return TABLES[source].quick.test(line);
}

/** Entries whose pattern is worth trying on a line. None for nearly every line. */
export function candidatesFor(line: string, source: Source): readonly MessageEntry[] {
  const { entries, quick } = TABLES[source];
  return quick.test(line) ? entries.filter(entry => entry.needles.some(needle => line.includes(needle))) : [];
}

/** `line` without time and host, cut to a bounded length. null: no message that is known. */
export function decode(line: string, source: Source): Decoded | null {
  for (const entry of candidatesFor(line, source)) {
    const match = entry.pattern.exec(line);
    if (match) return describe(entry, match.groups ?? {});
  }
  return null;
}

function describe(entry: MessageEntry, groups: Record<string, string | undefined>): Decoded {
  const { bdf, shortBdf, ...rest } = groups;
  const address = normalAddress(bdf ?? shortBdf);
  const facts: Record<string, string | number> = { device: address ?? 'A device' };
  for (const [name, text] of Object.entries(rest))
    if (text !== undefined) facts[name] = /^\d{1,15}$/.test(text) ? Number(text) : text;
  return { entry, address, facts };
}

function normalAddress(text: string | undefined): string | null {
  if (text === undefined) return null;
  const plain = text.toLowerCase().replaceAll('0x', '');
  // Not every form has a segment; then nobody says which it is.
  if (parseBdf(plain) === null) return null;
  return plain;
}
