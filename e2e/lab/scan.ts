/** The product's own commands inside a lab machine, with their JSON as the types of core. */
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { Lab, RunOptions } from './lab.ts';

export async function scan(lab: Lab, options?: RunOptions): Promise<HostSnapshot> {
  return (await lab.json(['bindery', 'scan', '--json'], options)) as HostSnapshot;
}

/** One finding as `bindery check --json` prints it: words for people, facts for scripts. */
export type ReportedFinding = { code: string; severity: string; facts: Readonly<Record<string, unknown>> };

/** @param words about the machine; without any the host alone is checked. */
export async function check(
  lab: Lab,
  words: readonly string[] = [],
  options?: RunOptions,
): Promise<ReadonlyMap<string, ReportedFinding>> {
  const findings = (await lab.json(['bindery', 'check', '--json', ...words], options)) as ReportedFinding[];
  return new Map(findings.map(finding => [finding.code, finding]));
}
