/** A file that somebody was sent: a snapshot of Bindery. What it cannot be used for is said in words. */
import { explainParsedSnapshot, parseSnapshot } from '../../core/host/parse-snapshot.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';

/** A snapshot of the largest host we know of is a tenth of it. */
export const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

export type ParsedHostFile = { host: HostSnapshot } | { problem: string };

export function parseHostFile(text: string, name: string): ParsedHostFile {
  if (text.trim() === '') return { problem: `${name} is empty.` };
  const parsed = parseSnapshot(text);
  return parsed.kind === 'snapshot' ? { host: parsed.snapshot } : { problem: explainParsedSnapshot(parsed, name) };
}
