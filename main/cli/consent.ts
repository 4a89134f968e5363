/** Asks before something that has an effect. Without a terminal there is nobody to ask, so the flag must have said it. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './usage-error.ts';

/** @throws UsageError when the answer is no, or nobody can be asked. */
export async function requireConsent(what: string, isGiven: boolean): Promise<void> {
  if (isGiven) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new UsageError(`${what} Add --yes if that is fine.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${what} Go on? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was done.');
  } finally {
    terminal.close();
  }
}
