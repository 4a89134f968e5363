/**
 * The error numbers that the calls of this folder can answer, with their C names.
 *
 * Node's own table has no EBADFD and its words are libuv's, so the names here are the kernel's.
 * The numbers are the same on x86-64 and arm64. Source: Linux include/uapi/asm-generic/errno-base.h, errno.h.
 */
const ERRNO = {
  EPERM: [1, 'operation not permitted'],
  ENOENT: [2, 'no such file or directory'],
  ESRCH: [3, 'no such process'],
  EINTR: [4, 'interrupted by a signal'],
  EIO: [5, 'input/output error'],
  ENXIO: [6, 'no such device or address'],
  E2BIG: [7, 'argument too long'],
  EBADF: [9, 'bad file descriptor'],
  EAGAIN: [11, 'busy at the moment, try again'],
  ENOMEM: [12, 'cannot allocate memory, or over the locked-memory limit'],
  EACCES: [13, 'permission denied'],
  EFAULT: [14, 'bad address'],
  EBUSY: [16, 'device or resource busy'],
  EEXIST: [17, 'already exists'],
  ENODEV: [19, 'no such device'],
  ENOTDIR: [20, 'not a directory'],
  EISDIR: [21, 'is a directory'],
  EINVAL: [22, 'invalid argument'],
  ENFILE: [23, 'too many open files in the system'],
  EMFILE: [24, 'too many open files'],
  ENOTTY: [25, 'the call is not known to this file or kernel'],
  EFBIG: [27, 'file too large'],
  ENOSPC: [28, 'no space left'],
  ESPIPE: [29, 'the file has no positions'],
  EROFS: [30, 'read-only file system'],
  ERANGE: [34, 'out of range'],
  ENAMETOOLONG: [36, 'file name too long'],
  ENOSYS: [38, 'system call not known to this kernel'],
  ELOOP: [40, 'too many symbolic links'],
  EOVERFLOW: [75, 'value too large'],
  EBADFD: [77, 'file descriptor in bad state'],
  EMSGSIZE: [90, 'buffer too small'],
  EOPNOTSUPP: [95, 'operation not supported'],
  EADDRINUSE: [98, 'address already in use'],
  ENOIOCTLCMD: [515, 'the call is not known to this file or kernel'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrnoName = keyof typeof ERRNO;

const byNumber = new Map<number, { name: string; words: string }>(
  Object.entries(ERRNO).map(([name, [number, words]]) => [number, { name, words }]),
);

/** `ERRNO_<n>` where the number is none of the table. */
export function errnoName(errno: number): string {
  return byNumber.get(errno)?.name ?? `ERRNO_${errno}`;
}

/** What the number means, in words that fit behind "because". */
export function errnoWords(errno: number): string {
  return byNumber.get(errno)?.words ?? `error number ${errno}`;
}

export function errnoNumber(name: ErrnoName): number {
  return ERRNO[name][0];
}
