/** Errors across the process boundary: the ones that a caller handles arrive as what they were, all others as bugs. */
import { NotOfferedError, SyscallError } from '../syscall-error.ts';
import { ApiVersionError, NotViableError } from '../vfio/errors.ts';

/** A refusal of the kernel as plain data. */
export type SyscallFailure = {
  call: string;
  errno: number;
  /** The errno's C name. */
  code: string;
  object: string;
  /** Which of the two lacks the feature. null: it is no question of a feature. */
  lacking: 'kernel' | 'hardware' | null;
};

export type WireError =
  | ({ kind: 'syscall' } & SyscallFailure)
  | { kind: 'not-viable'; iommuGroup: number }
  | { kind: 'api-version'; version: number }
  | { kind: 'cancelled' }
  | { kind: 'bug'; message: string; stack: string };

/** A mistake of ours that showed in the bridge process. `stack` is the one from there. */
export class BridgeBug extends Error {
  override readonly name = 'BridgeBug';

  constructor(operation: string, message: string, stack: string) {
    super(`${operation}: ${message}`);
    this.stack = stack;
  }
}

export function describeFailure(error: SyscallError): SyscallFailure {
  const { call, errno, code, object } = error;
  return { call, errno, code, object, lacking: error instanceof NotOfferedError ? error.by : null };
}

/** @param signal of the call: an error that it caused is the cancel itself. */
export function encodeError(error: unknown, signal: AbortSignal): WireError {
  if (signal.aborted && error === signal.reason) return { kind: 'cancelled' };
  if (error instanceof SyscallError) return { kind: 'syscall', ...describeFailure(error) };
  if (error instanceof NotViableError) return { kind: 'not-viable', iommuGroup: error.iommuGroup };
  if (error instanceof ApiVersionError) return { kind: 'api-version', version: error.version };
  if (error instanceof Error)
    return { kind: 'bug', message: `${error.name}: ${error.message}`, stack: error.stack ?? '' };
  return { kind: 'bug', message: String(error), stack: '' };
}

/** @param reason what a cancelled call rejects with. */
export function decodeError(error: WireError, operation: string, reason: unknown): unknown {
  switch (error.kind) {
    case 'syscall':
      return decodeFailure(error);
    case 'not-viable':
      return new NotViableError(error.iommuGroup);
    case 'api-version':
      return new ApiVersionError(error.version);
    case 'cancelled':
      return reason;
    case 'bug':
      return new BridgeBug(operation, error.message, error.stack);
  }
}

export function decodeFailure({ call, errno, object, lacking }: SyscallFailure): SyscallError {
  return lacking === null ? new SyscallError(call, errno, object) : new NotOfferedError(call, errno, object, lacking);
}
