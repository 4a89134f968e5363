/** Something on the command line, or in a file that it names, cannot be used. The message is all that the user sees. */
export class UsageError extends Error {
  override name = 'UsageError';
}
