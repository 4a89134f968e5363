/** The host that a command looks at: this one, a recorded tree, a saved snapshot or a sample. */
import { readFileSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { explainParsedSnapshot, parseSnapshot } from '../../core/host/parse-snapshot.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
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
  const parsed = parseSnapshot(await readFile(path, 'The host snapshot'));
  if (parsed.kind === 'snapshot') return parsed.snapshot;
  throw new UsageError(explainParsedSnapshot(parsed, path));
}

function requireFolder(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--root ${path} is not a folder. It must hold a recorded host, with sys and proc in it.`);
}

/** `-` is standard input. */
export async function readFile(path: string, what: string): Promise<string> {
  try {
    // Not readFileSync(0): a pipe without data yet answers it with EAGAIN.
    return path === '-' ? await text(process.stdin) : readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${what} ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
