/**
 * The one shape in which a kernel's refusal leaves this folder. Kept apart from kernel.ts, so that the processes
 * that must not load ffi-rs can still name it.
 */
import { type ErrnoName, errnoName, errnoNumber, errnoWords } from './errno.ts';

export class SyscallError extends Error {
  override readonly name: string = 'SyscallError';
  /** The C name of the call; for an ioctl the name of the request, as in `VFIO_IOMMU_MAP_DMA`. */
  readonly call: string;
  readonly errno: number;
  /** The errno's C name, under the key that Node's own errors use. */
  readonly code: string;
  /** What the call was about: a path, a BDF, a range. Empty when the call says it all. */
  readonly object: string;

  constructor(call: string, errno: number, object = '') {
    super(`${call}${object === '' ? '' : ` (${object})`}: ${errnoWords(errno)} (${errnoName(errno)})`);
    this.call = call;
    this.errno = errno;
    this.code = errnoName(errno);
    this.object = object;
  }
}

/** The kernel or the hardware has no such feature: not a failure of the host, and no retry will help. */
export class NotOfferedError extends SyscallError {
  override readonly name = 'NotOfferedError';
  readonly by: 'kernel' | 'hardware';

  constructor(call: string, errno: number, object: string, by: 'kernel' | 'hardware') {
    super(call, errno, object);
    this.by = by;
  }
}

export function isErrno(error: unknown, ...names: ErrnoName[]): error is SyscallError {
  return error instanceof SyscallError && names.some(name => errnoNumber(name) === error.errno);
}

/**
 * Runs one call and turns "I do not know this" into NotOfferedError: ENOTTY for a command that this kernel lacks,
 * and, where `EOPNOTSUPP` is documented for it, for hardware that lacks the feature.
 */
export function offered<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isErrno(error, 'ENOTTY', 'ENOIOCTLCMD'))
      throw new NotOfferedError(error.call, error.errno, error.object, 'kernel');
    if (isErrno(error, 'EOPNOTSUPP')) throw new NotOfferedError(error.call, error.errno, error.object, 'hardware');
    throw error;
  }
}
