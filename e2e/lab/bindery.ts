/** The product's own commands, with their JSON as the types of core. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { Lab, RunOptions } from './lab.ts';

const program = join(import.meta.dirname, '..', '..', 'main', 'bin', 'bindery.ts');

/** Inside the machine: what it says of the host it runs on. */
export async function scan(lab: Lab, options?: RunOptions): Promise<HostSnapshot> {
  return (await lab.json(['bindery', 'scan', '--json'], options)) as HostSnapshot;
}

const pristine = { root: new WeakMap<Lab, Promise<HostSnapshot>>(), user: new WeakMap<Lab, Promise<HostSnapshot>>() };

/** The machine as that user saw it when the first spec asked. Specs leave it as it was, so that all may share this. */
export function scanOnce(lab: Lab, user: 'root' | 'user' = 'root'): Promise<HostSnapshot> {
  const known = pristine[user].get(lab) ?? scan(lab, { user });
  pristine[user].set(lab, known);
  return known;
}

/** One finding as `bindery check --json` prints it: words for people, facts for scripts. */
export type ReportedFinding = { code: string; severity: string; facts: Readonly<Record<string, unknown>> };
export type Findings = ReadonlyMap<string, ReportedFinding>;

/**
 * The verdict on a scanned machine, made out here from its snapshot: the same function of the same value, and ten times
 * as fast. @param words about the machine; without any the host alone is checked.
 */
export async function check(host: HostSnapshot, words: readonly string[] = []): Promise<Findings> {
  return byCode(JSON.parse(await outside(host, ['check', '--json', ...words])));
}

/** The same inside the machine. */
export async function checkInside(lab: Lab, words: readonly string[] = [], options?: RunOptions): Promise<Findings> {
  return byCode(await lab.json(['bindery', 'check', '--json', ...words], options));
}

function byCode(findings: unknown): Findings {
  return new Map((findings as ReportedFinding[]).map(finding => [finding.code, finding]));
}

/** Exit codes say how bad it is; only a wrong command line is an error here. */
function outside(host: HostSnapshot, words: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const folder = mkdtempSync(join(tmpdir(), 'bindery-lab-'));
  const snapshot = join(folder, 'host.json');
  writeFileSync(snapshot, JSON.stringify(host));
  execFile(process.execPath, [program, ...words, '--host', snapshot], (error, stdout, stderr) => {
    rmSync(folder, { recursive: true });
    if (stdout === '') reject(error ?? new Error(stderr));
    else resolve(stdout);
  });
  return promise;
}

export type Exported = { argv: readonly string[]; findings: Findings };

/** `bindery export` inside the machine: the arguments, whatever stands in the way. */
export async function exportArguments(lab: Lab, words: readonly string[], options?: RunOptions): Promise<Exported> {
  const exported = (await lab.json(['bindery', 'export', '--json', '--force', ...words], options)) as {
    argv: readonly string[];
    findings: unknown;
  };
  return { argv: exported.argv, findings: byCode(exported.findings) };
}
