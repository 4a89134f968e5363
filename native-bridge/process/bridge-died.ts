/** The bridge process ended while it was needed. */
export class BridgeDied extends Error {
  override readonly name = 'BridgeDied';
  /** The operation that it was doing, or was asked for. */
  readonly operation: string;
  readonly end: BridgeEnd;

  constructor(operation: string, end: BridgeEnd) {
    super(`The bridge process ended during ${operation}: ${describeEnd(end)}.`);
    this.operation = operation;
    this.end = end;
  }
}

export type BridgeEnd = {
  exitCode: number | null;
  /** `SIGSEGV` is a fault in native code; `SIGKILL` comes from us, the user, or the kernel out of memory. */
  signal: string | null;
  /** Why we ended it, or why it could not be started. null: it ended on its own. */
  reason: string | null;
  /** The end of its standard error, for the report of a bug. */
  lastWords: string;
};

function describeEnd({ exitCode, signal, reason, lastWords }: BridgeEnd): string {
  if (reason !== null) return reason;
  const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
  const line = lastWords.split('\n').find(text => /Error\b.*:/.test(text));
  return line === undefined ? how : `${how} (${line.trim()})`;
}
