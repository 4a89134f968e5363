/**
 * How a spec is written: `spec('name', { ci: ['6.12 intel'], on: machine => ... }, lab => { test(...) })`.
 *
 * Specs are registered, not run, when their file is loaded: all that want the same machine share one boot of it. So each
 * leaves the machine as it was: functions with their drivers, nodes with their owners.
 */

import type { Lab } from './lab.ts';
import type { Machine } from './machine/machine.ts';
import { machines } from './machines.ts';

export type Spec = {
  name: string;
  /** Titles of machines.ts on which it runs always. */
  ci: readonly string[];
  /** Where else it makes sense: there it runs with `--all`. */
  on: (machine: Machine) => boolean;
  /** Declares tests. `lab()` is the booted machine, inside of tests and hooks only. */
  tests: (lab: () => Lab) => void;
};

export const specs: Spec[] = [];

export function spec(name: string, { ci, on }: Pick<Spec, 'ci' | 'on'>, tests: Spec['tests']): void {
  const unknown = ci.filter(title => !machines.has(title));
  if (unknown.length > 0) throw new Error(`${name}: there is no machine "${unknown.join('", "')}" in machines.ts`);
  specs.push({ name, ci, on, tests });
}
