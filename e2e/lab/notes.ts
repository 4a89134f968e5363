/** What a run has to say beside passed and failed: times, known failures, reasons of skips. The last lines of its output. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const file = join(dirname(dirname(import.meta.dirname)), 'test-results', 'lab', 'notes.jsonl');

export function note(text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(text)}\n`);
}

/** Empties them as well: once at the start of a run, once at its end. */
export function takeNotes(): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  rmSync(file);
  return lines.map(line => String(JSON.parse(line)));
}
