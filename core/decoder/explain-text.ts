/**
 * Explains text that somebody pastes: a kernel log, what QEMU said, or both mixed.
 *
 * Pure; the text may be anything. Like lines about the same function are one answer.
 */
import type { Remedy } from '../findings/remedy.ts';
import { decode } from './decode.ts';
import { parseLogLine } from './log-line.ts';
import type { MessageEntry } from './message.ts';

export type Explained = {
  id: string;
  weight: MessageEntry['weight'];
  /** With this message a machine does not start, or has ended. */
  stops: boolean;
  title: string;
  cause: string;
  remedies: Remedy[];
  /** Numbers of the lines, from 1; at most a hundred of them. */
  lines: number[];
  /** How often it was said in all. */
  count: number;
  /** The first of these lines, without its time. */
  excerpt: string;
};

export type Explanation = {
  /** Gravest first, then in the order of the text. */
  explained: Explained[];
  /** Lines that say nothing known. */
  unknownLines: number;
  totalLines: number;
};

const MOST_LINES_LISTED = 100;
const MOST_EXPLAINED = 500;
const WEIGHTS: readonly MessageEntry['weight'][] = ['trouble', 'note', 'fine'];

export function explainText(text: string): Explanation {
  const found = new Map<string, Explained>();
  let unknownLines = 0;
  let totalLines = 0;
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    if (line.trim() === '') continue;
    totalLines++;
    const parsed = parseLogLine(line).text;
    const decoded = decode(parsed, 'any');
    if (decoded === null) {
      unknownLines++;
      continue;
    }
    const { entry, address, facts } = decoded;
    const title = entry.title(facts);
    const key = `${entry.id} ${address} ${title}`;
    const known = found.get(key);
    if (known) {
      known.count++;
      if (known.lines.length < MOST_LINES_LISTED) known.lines.push(number);
    } else if (found.size < MOST_EXPLAINED) {
      found.set(key, {
        id: entry.id,
        weight: entry.weight,
        stops: entry.stops ?? false,
        title,
        cause: entry.cause(facts),
        remedies: entry.remedies(facts),
        lines: [number],
        count: 1,
        excerpt: parsed,
      });
    }
  }
  const explained = [...found.values()].sort((a, b) => rankOf(a) - rankOf(b));
  return { explained, unknownLines, totalLines };
}

/** What stops a machine comes first. */
const rankOf = ({ weight, stops }: Explained) => (stops ? -1 : WEIGHTS.indexOf(weight));

/** One by one, without a second copy of a long text. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, Math.min(end, start + 4096));
    start = end + 1;
  }
}
