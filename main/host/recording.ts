/**
 * `recording.json` at the root of a recorded host: what a tree of plain files cannot carry, the modes and owners of
 * device nodes, the answers of programs, and what the recorded user could not look into.
 */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { z } from 'zod';
import { errnoCode, errnoError } from './errno.ts';

const NAME = 'recording.json';

const recording = z.object({
  format: z.literal('bindery-recording'),
  version: z.literal(1),
  /** By absolute path on the host. `mode` has the permission bits as a decimal number, as JSON has it. */
  nodes: z
    .record(
      z.string(),
      z.object({
        kind: z.enum(['character', 'block']),
        mode: z.number().int().min(0).max(0o7777),
        uid: z.number().int().nonnegative(),
        gid: z.number().int().nonnegative(),
      }),
    )
    .default({})
    .transform(toMap),
  /** Standard output by command line: `/usr/bin/qemu-system-x86_64 --version`. */
  answers: z.record(z.string(), z.string()).default({}).transform(toMap),
  /** What the recorded user could not read or list, by path without links: the copy must not look open, or empty. */
  closed: z
    .array(z.string())
    .default([])
    .transform((paths): ReadonlySet<string> => new Set(paths)),
});
export type Recording = z.infer<typeof recording>;

/** A path may be spelt like a property that every object has. */
function toMap<T>(record: Record<string, T>): ReadonlyMap<string, T> {
  return new Map(Object.entries(record));
}

const EMPTY: Recording = {
  format: 'bindery-recording',
  version: 1,
  nodes: new Map(),
  answers: new Map(),
  closed: new Set(),
};

/**
 * A tree without the file has no such nodes and answers.
 * @throws ErrnoException EBADMSG when the file is not what it should be.
 */
export function readRecording(root: string): Recording {
  let text: string;
  try {
    text = readFileSync(posix.join(root, NAME), 'utf8');
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return EMPTY;
    throw error;
  }
  const parsed = recording.safeParse(parseJson(text));
  if (!parsed.success) throw errnoError('EBADMSG', `parse (${z.prettifyError(parsed.error)})`, `/${NAME}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
