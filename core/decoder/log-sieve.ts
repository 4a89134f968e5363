/**
 * Takes a kernel log line by line and keeps only what the decoder knows.
 *
 * Nothing else of the log enters a snapshot: it holds names of disks, networks and users. Of each kind of message about
 * each function the first and the last few are kept and the rest counted, so that a storm crowds out nothing.
 */
import type { KernelLog } from '../host/schema/kernel-log.ts';
import { decode, mayBeKnown } from './decode.ts';
import { type LogLine, parseLogLine } from './log-line.ts';

const KEPT_FIRST = 4;
const KEPT_LAST = 4;
/** Kinds times functions. Only a log made to be bad has more. */
const MOST_KEYS = 64;
/** The kernel's first message comes within these. */
const FIRST_LINES = 16;
/** A log whose times are switched off and whose beginning is lost has no other mark. */
const ENOUGH_LINES = 20;

type Numbered = Pick<LogLine, 'seconds' | 'text'> & { at: number };
type Kind = { kind: string; address: string | null; first: Numbered[]; last: Numbered[]; leftOut: number };

export class LogSieve {
  #total = 0;
  #beginsWithBoot = false;
  #overflowed = false;
  #lostByKernel = false;
  #timed = 0;
  #firstLine = '';
  readonly #kinds = new Map<string, Kind>();

  /** Lines taken so far. */
  get totalLines(): number {
    return this.#total;
  }

  /** Times stand in it, or it begins as a kernel does, or it says what kernels say; or it is as long as only logs are. */
  get looksLikeLog(): boolean {
    return this.#timed > 0 || this.#beginsWithBoot || this.#kinds.size > 0 || this.#total >= ENOUGH_LINES;
  }

  /** The beginning of the first line, for a message about a text that is no log. */
  get firstLine(): string {
    return this.#firstLine;
  }

  take(line: string): void {
    if (line === '') return;
    this.#total++;
    // Nearly every line goes here; the beginning is looked at for marks of a log.
    if (this.#total > ENOUGH_LINES && !mayBeKnown(line, 'kernel') && !line.includes('Missed ')) return;
    const parsed = parseLogLine(line);
    if (this.#total === 1) this.#firstLine = parsed.text.slice(0, 80);
    if (parsed.hasTime) this.#timed++;
    if (this.#total <= FIRST_LINES && (parsed.seconds === 0 || parsed.text.startsWith('Linux version ')))
      this.#beginsWithBoot = true;
    if (/^Missed \d+ kernel messages/.test(parsed.text)) this.#lostByKernel = true;
    const decoded = decode(parsed.text, 'kernel');
    if (decoded === null) return;
    const key = `${decoded.entry.id} ${decoded.address}`;
    const kind = this.#kinds.get(key) ?? this.#add(key, decoded.entry.id, decoded.address);
    if (kind) keep(kind, { seconds: parsed.seconds, text: parsed.text, at: this.#total });
  }

  /** `isWhole`: the log was read to its end. */
  finish(source: string, isWhole: boolean): KernelLog {
    const kinds = [...this.#kinds.values()];
    const lines = kinds.flatMap(({ first, last }) => [...first, ...last]).toSorted((a, b) => a.at - b.at);
    return {
      source,
      totalLines: this.#total,
      isTruncated: !isWhole || !this.#beginsWithBoot || this.#overflowed || this.#lostByKernel,
      lines: lines.map(({ seconds, text }) => ({ seconds, text })),
      repeats: kinds
        .filter(({ leftOut }) => leftOut > 0)
        .map(({ kind, address, leftOut }) => ({ kind, address, leftOut })),
    };
  }

  #add(key: string, kind: string, address: string | null): Kind | null {
    if (this.#kinds.size >= MOST_KEYS) {
      this.#overflowed = true;
      return null;
    }
    const made: Kind = { kind, address, first: [], last: [], leftOut: 0 };
    this.#kinds.set(key, made);
    return made;
  }
}

function keep(kind: Kind, line: Numbered): void {
  if (kind.first.length < KEPT_FIRST) {
    kind.first.push(line);
    return;
  }
  kind.last.push(line);
  if (kind.last.length <= KEPT_LAST) return;
  kind.last.shift();
  kind.leftOut++;
}
