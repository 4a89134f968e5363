/** A host from a file that somebody gives us: a saved snapshot, or the text of lspci as people post it. */
import { explainParsedSnapshot, type ParsedSnapshot, parseSnapshot } from '../host/parse-snapshot.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { describeNoText } from './no-text.ts';
import { parsePostedText } from './posted-host.ts';

export type HostText =
  | { kind: 'snapshot'; snapshot: HostSnapshot }
  /** `problem`: a sentence about the file by its name. */
  | { kind: 'refused'; problem: string };

/** @param name of the file, for messages; `takenAt` is for texts that have no time of their own. */
export function parseHostText(text: string, { name, takenAt }: { name: string; takenAt: string }): HostText {
  const start = text.trimStart().replace(/^\u{feff}/u, '');
  const noText = describeNoText(text);
  if (noText !== null) return refuse(`${name} ${noText} ${EXPECTED}`);
  if (start.startsWith('{')) {
    const parsed: ParsedSnapshot = parseSnapshot(start);
    return parsed.kind === 'snapshot' ? parsed : refuse(explainParsedSnapshot(parsed, name));
  }
  const posted = parsePostedText(text, { title: bareName(name), takenAt });
  return posted.kind === 'snapshot' ? posted : refuse(`${name} holds no host: ${posted.detail}. ${EXPECTED}`);
}

/** Where somebody keeps a file says who they are, and nothing about the host in it. */
function bareName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const EXPECTED =
  'Expected is a snapshot (bindery snapshot > host.json) or the text of lspci, best: sudo lspci -nnvvk -xxxx.';

function refuse(problem: string): HostText {
  return { kind: 'refused', problem };
}
