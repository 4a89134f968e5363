/** A file that somebody was sent: a snapshot of Bindery, or the text of lspci. What it cannot be used for is said in words. */
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { parseHostText } from '../../core/import/host-text.ts';

/** Four thousand functions with all their bytes are 40 MB. */
export const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

export type ParsedHostFile = { host: HostSnapshot } | { problem: string };

export function parseHostFile(text: string, name: string): ParsedHostFile {
  const parsed = parseHostText(text, { name, takenAt: new Date().toISOString() });
  return parsed.kind === 'snapshot' ? { host: parsed.snapshot } : { problem: parsed.problem };
}
