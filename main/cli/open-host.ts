/** The host that a command looks at: this one, a recorded tree, a saved snapshot or a sample. */
import { createReadStream, statSync } from 'node:fs';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { parseHostText } from '../../core/import/host-text.ts';
import { formatBytes } from '../../core/memory/format-bytes.ts';
import { composeSources } from '../compose.ts';
import { UsageError } from './usage-error.ts';

export type HostFlags = { root?: string; host?: string; sample?: string };

export async function openHost(flags: HostFlags): Promise<HostSnapshot> {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  if (given.length > 1)
    throw new UsageError(
      `${given.map(([name]) => `--${name}`).join(' and ')} cannot be used together: each names a host.`,
    );
  if (flags.host !== undefined) return readSaved(flags.host);
  if (flags.root !== undefined) requireFolder(flags.root);
  const sources = composeSources({ root: flags.root });
  const id = flags.sample ?? (flags.root === undefined ? 'live' : 'recorded');
  const scanner = sources.scanner(id);
  if (!scanner || (flags.sample !== undefined && !isSample(id))) {
    const samples = sources.list().filter(source => source.kind === 'sample');
    throw new UsageError(`There is no sample host "${id}". There are: ${samples.map(source => source.id).join(', ')}.`);
  }
  return scanner.scan();

  function isSample(name: string): boolean {
    return sources.list().some(source => source.id === name && source.kind === 'sample');
  }
}

async function readSaved(path: string): Promise<HostSnapshot> {
  const text = await readFile(path, '--host');
  const name = path === '-' ? 'Standard input' : path;
  const parsed = parseHostText(text, { name, takenAt: new Date().toISOString() });
  if (parsed.kind === 'snapshot') return parsed.snapshot;
  throw new UsageError(parsed.problem);
}

function requireFolder(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--root ${path} is not a folder. It must hold a recorded host, with sys and proc in it.`);
}

/** Four thousand functions with all their bytes are 40 MB. */
const MOST_BYTES = 64 * 1024 ** 2;

/** `-` is standard input. @param what is read, as the beginning of a sentence. */
export async function readFile(path: string, what: string): Promise<string> {
  try {
    // Not readFileSync(0): a pipe without data yet answers it with EAGAIN.
    return path === '-' ? await readStream(process.stdin) : await readStream(createReadStream(path));
  } catch (error) {
    const reason = reasonOf(error);
    throw new UsageError(`${what} ${path === '-' ? 'on standard input' : path} cannot be read: ${reason}.`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is no folder',
  ELOOP: 'its links go round in a circle',
};

/** Messages of Node name the path once more. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code || (error instanceof Error ? error.message : String(error)));
}

/** A file may be a pipe, or grow: its size is known when it has been read. */
async function readStream(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MOST_BYTES) throw new Error(`it is larger than ${formatBytes(MOST_BYTES)}, and no host takes as much`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
