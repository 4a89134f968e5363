/** Reads a snapshot that somebody saved, and says what is wrong with one that cannot be used. */
import { z } from 'zod';
import { type HostSnapshot, hostSnapshot, SNAPSHOT_VERSION } from './snapshot.ts';
import { upgradeFromVersion1 } from './upgrade-snapshot.ts';

export type ParsedSnapshot =
  | { kind: 'snapshot'; snapshot: HostSnapshot }
  /** Not JSON, or JSON that is something else. */
  | { kind: 'not-a-snapshot'; detail: string }
  /** Made by a newer Bindery. */
  | { kind: 'newer'; version: number; known: number }
  | { kind: 'damaged'; path: string; detail: string };

const envelope = z.object({ format: z.literal('bindery-host'), version: z.number().int().positive() });

export function parseSnapshot(text: string): ParsedSnapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      kind: 'not-a-snapshot',
      detail: `it is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const head = envelope.safeParse(value);
  if (!head.success) return { kind: 'not-a-snapshot', detail: 'it has no format "bindery-host" and version' };
  if (head.data.version > SNAPSHOT_VERSION)
    return { kind: 'newer', version: head.data.version, known: SNAPSHOT_VERSION };
  const parsed = hostSnapshot.safeParse(head.data.version === 1 ? upgradeFromVersion1(value) : value);
  if (parsed.success) return { kind: 'snapshot', snapshot: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: 'damaged', path: issue?.path.join('.') ?? '', detail: issue?.message ?? 'it does not fit the schema' };
}

/** One sentence for each way in which a saved snapshot cannot be used. */
export function explainParsedSnapshot(parsed: Exclude<ParsedSnapshot, { kind: 'snapshot' }>, name: string): string {
  switch (parsed.kind) {
    case 'not-a-snapshot':
      return `${name} is not a host snapshot: ${parsed.detail}. Make one with: bindery snapshot > host.json`;
    case 'newer':
      return `${name} was made by a newer Bindery (schema ${parsed.version}; this one knows up to ${parsed.known}). Update Bindery to read it.`;
    case 'damaged':
      return `${name} is a damaged host snapshot: ${parsed.path || 'the top level'}: ${parsed.detail}.`;
  }
}
