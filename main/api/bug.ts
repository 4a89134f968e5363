/**
 * What happens to a bug: its stack goes to standard error under an id, the page gets the id and one sentence.
 *
 * The stack stays out of the answer: it names files of this machine and says nothing to a user.
 */

/** One id for one error, however often the layers between us report it. */
const idOf = new WeakMap<object, string>();

/** Logs the error once and returns the id that connects the user's report with the log. */
export function reportBug(error: unknown, where: string): string {
  const key = typeof error === 'object' && error !== null ? error : undefined;
  const known = key && idOf.get(key);
  if (known) return known;
  const id = crypto.randomUUID();
  if (key) idOf.set(key, id);
  console.error(`Bug ${id} in ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return id;
}

export function bugMessage(id: string): string {
  return `Bindery has a bug here. The terminal that started it has the details under ${id}.`;
}
