/** What a run has to say beside passed and failed: times, known failures, reasons of skips. The last lines of its output. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const VARIABLE = 'BINDERY_LAB_NOTES';
const folder = join(dirname(dirname(import.meta.dirname)), 'test-results', 'lab');
// Two runs at once keep theirs apart: the first process of a run names the file for those that it starts.
const file = (process.env[VARIABLE] ??= join(folder, `notes-${process.pid}.jsonl`));

export function note(text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(text)}\n`);
}

/** Once, at the end of a run. */
export function takeNotes(): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  rmSync(file);
  return lines.map(line => String(JSON.parse(line)));
}
