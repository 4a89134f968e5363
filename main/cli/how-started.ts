/** How somebody who reads our advice starts this program again, from the way in which it was started. */
import { basename } from 'node:path';
import { shellQuote } from '../../core/export/shell-quote.ts';

/** @param argv of the process: the runtime, the script. `script`: which npm script runs, if one does (`npm_lifecycle_event`). */
export function howStarted(
  [runtime = 'node', file = 'bindery']: readonly string[],
  script: string | undefined,
): string {
  if (script === 'bindery') return 'npm run -s bindery --';
  // A program of that name on the way where the shell looks.
  if (basename(file) === 'bindery') return 'bindery';
  return `${shellQuote(basename(runtime))} ${shellQuote(file)}`;
}
