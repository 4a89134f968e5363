/**
 * The system calls of this folder: what a kernel can be asked (`Kernel`), and the real one over libc.
 *
 * This is the only file that imports ffi-rs, and it is loaded in the bridge process only (process/): ffi-rs does not
 * keep the buffers of background calls alive, and a wrong pointer ends the process it runs in. Arity is fixed for
 * the variadic `open`, `ioctl`, `fcntl` and `syscall`: right on Linux x86-64 and arm64, where variadic integer
 * arguments travel in the same registers. Mapped memory is read and written by `memcpy`, never through an external
 * buffer: Electron's memory cage turns those into silent copies.
 */
import { DataType, load, open } from 'ffi-rs';
import { checkBytes, checkFd, checkI32, checkSize, checkText, checkU32, checkU64 } from './checked.ts';
import { errnoNumber } from './errno.ts';
import type { Background, IoctlArgument, IoctlRequest, Kernel, MmapRequest, ResourceLimit } from './kernel-calls.ts';
import { SyscallError } from './syscall-error.ts';
import { F_ADD_SEALS, F_GET_SEALS, O_CLOEXEC, SC_PAGESIZE, SEEK_END, SYS_mbind } from './uapi/libc-constants.ts';

const { BigInt: Word, I32: Int, String: Text, U8Array: Bytes } = DataType;
type Kind = typeof Word | typeof Int | typeof Text | typeof Bytes;
type Argument = readonly [Kind, bigint | number | string | Uint8Array];

/** What libc answered. `errnoCode` means something only when `value` says that the call failed: it is stale otherwise. */
type Answer = { value: unknown; errnoCode: number };

const LIBC = 'libc';
const EINTR = errnoNumber('EINTR');

// Buffers that the kernel may be writing into at this moment, from another thread: held against the garbage collector.
const inUse = new Set<readonly Argument[]>();

function parameters(name: string, returns: typeof Word | typeof Int, args: readonly Argument[]) {
  return {
    library: LIBC,
    funcName: name,
    retType: returns,
    paramsType: args.map(([kind]) => kind),
    paramsValue: args.map(([, value]) => value),
    errno: true as const,
  };
}

const failed = ({ value }: Answer) => BigInt.asIntN(64, BigInt(value as bigint | number)) === -1n;

/** Calls until no signal cuts in. @throws SyscallError when libc answers -1. */
function call(name: string, returns: typeof Word | typeof Int, args: readonly Argument[], about: string, as = name) {
  for (;;) {
    const answer: Answer = load(parameters(name, returns, args));
    if (!failed(answer)) return answer.value;
    if (answer.errnoCode !== EINTR) throw new SyscallError(as, answer.errnoCode, about);
  }
}

async function callInBackground(name: string, args: readonly Argument[], about: string, as = name): Promise<number> {
  inUse.add(args);
  try {
    for (;;) {
      const answer: Answer = await load({ ...parameters(name, Int, args), runInNewThread: true as const });
      if (!failed(answer)) return answer.value as number;
      if (answer.errnoCode !== EINTR) throw new SyscallError(as, answer.errnoCode, about);
    }
  } finally {
    inUse.delete(args);
  }
}

const int = (name: string, args: readonly Argument[], about = '', as = name) =>
  call(name, Int, args, about, as) as number;
const word = (name: string, args: readonly Argument[], about = '') =>
  BigInt.asUintN(64, call(name, Word, args, about) as bigint);

const fdOf = (fd: number): Argument => [Int, checkFd(fd)];
const i32Of = (what: string, value: number): Argument => [Int, checkI32(what, value)];
const sizeOf = (what: string, value: number): Argument => [Word, checkSize(what, value)];
const bytesOf = (what: string, value: Uint8Array): Argument => [Bytes, checkBytes(what, value)];
const NULL: Argument = [Word, 0n];

/** Page 0 is never mapped: an address of zero is a handle that was lost, and memcpy would end the process. */
function addressOf(address: bigint): Argument {
  if (checkU64('address', address) === 0n) throw new RangeError('address must not be zero');
  return [Word, address];
}

function ioctlArguments(fd: number, request: IoctlRequest, argument: IoctlArgument): readonly Argument[] {
  const last: Argument =
    argument instanceof Uint8Array ? bytesOf('ioctl argument', argument) : [Word, checkU64('ioctl argument', argument)];
  return [fdOf(fd), [Word, BigInt(checkU32('ioctl request', request.number))], last];
}

const rangeOf = (address: bigint, sizeBytes: number) => [addressOf(address), sizeOf('size', sizeBytes)] as const;

const background: Background = {
  ioctl: async (fd, request, argument = 0n, about = '') =>
    await callInBackground('ioctl', ioctlArguments(fd, request, argument), about, request.name),
  madvise: async (address, sizeBytes, advice) => {
    await callInBackground('madvise', [...rangeOf(address, sizeBytes), i32Of('advice', advice)], '');
  },
  mlock: async (address, sizeBytes) => {
    await callInBackground('mlock', rangeOf(address, sizeBytes), '');
  },
  munmap: async (address, sizeBytes) => {
    await callInBackground('munmap', rangeOf(address, sizeBytes), '');
  },
};

const UNLIMITED = 0xffff_ffff_ffff_ffffn;

class LinuxKernel implements Kernel {
  readonly background = background;
  readonly pageSizeBytes: number;

  constructor() {
    open({ library: LIBC, path: 'libc.so.6' });
    this.pageSizeBytes = Number(word('sysconf', [[Int, SC_PAGESIZE]]));
  }

  open(path: string, flags: number): number {
    return int('open', [[Text, checkText('path', path)], i32Of('flags', flags | O_CLOEXEC), [Int, 0]], path);
  }

  close(fd: number): void {
    // Not retried: Linux has freed the descriptor even when close answers EINTR, and the number may be in use again.
    const answer: Answer = load(parameters('close', Int, [fdOf(fd)]));
    if (failed(answer) && answer.errnoCode !== EINTR) throw new SyscallError('close', answer.errnoCode, `fd ${fd}`);
  }

  ioctl(fd: number, request: IoctlRequest, argument: IoctlArgument = 0n, about = ''): number {
    return int('ioctl', ioctlArguments(fd, request, argument), about, request.name);
  }

  mmap({ sizeBytes, protection, flags, fd = -1, offset = 0n }: MmapRequest, about = ''): bigint {
    return word(
      'mmap',
      [
        NULL,
        sizeOf('size', sizeBytes),
        i32Of('protection', protection),
        i32Of('flags', flags),
        fd === -1 ? [Int, -1] : fdOf(fd),
        [Word, checkU64('offset', offset)],
      ],
      about,
    );
  }

  munmap(address: bigint, sizeBytes: number): void {
    int('munmap', rangeOf(address, sizeBytes));
  }

  mprotect(address: bigint, sizeBytes: number, protection: number): void {
    int('mprotect', [...rangeOf(address, sizeBytes), i32Of('protection', protection)]);
  }

  madvise(address: bigint, sizeBytes: number, advice: number): void {
    int('madvise', [...rangeOf(address, sizeBytes), i32Of('advice', advice)]);
  }

  munlock(address: bigint, sizeBytes: number): void {
    int('munlock', rangeOf(address, sizeBytes));
  }

  mbind(address: bigint, sizeBytes: number, mode: number, node: number): void {
    const nodes = Buffer.alloc(128); // unsigned long nodemask[16]: 1024 nodes
    if (checkU32('node', node) >= nodes.length * 8) throw new RangeError(`node must be below ${nodes.length * 8}`);
    nodes[node >> 3] = 1 << (node & 7);
    // glibc has no mbind: libnuma does. The kernel reads maxnode - 1 bits.
    const number = SYS_mbind[process.arch];
    if (number === undefined) throw new SyscallError('mbind', errnoNumber('ENOSYS'), process.arch);
    const args: readonly Argument[] = [
      [Word, BigInt(number)],
      ...rangeOf(address, sizeBytes),
      [Word, BigInt(checkU32('mode', mode))],
      [Bytes, nodes],
      [Word, BigInt(nodes.length * 8 + 1)],
      NULL,
    ];
    int('syscall', args, `NUMA node ${node}`, 'mbind');
  }

  memfdCreate(name: string, flags: number): number {
    return int(
      'memfd_create',
      [
        [Text, checkText('name', name)],
        [Int, checkU32('flags', flags) | 0],
      ],
      name,
    );
  }

  addSeals(fd: number, seals: number): void {
    int('fcntl', [fdOf(fd), [Int, F_ADD_SEALS], i32Of('seals', seals)], '', 'fcntl F_ADD_SEALS');
  }

  seals(fd: number): number {
    return int('fcntl', [fdOf(fd), [Int, F_GET_SEALS], [Int, 0]], '', 'fcntl F_GET_SEALS');
  }

  ftruncate(fd: number, sizeBytes: number): void {
    int('ftruncate', [fdOf(fd), sizeOf('size', sizeBytes)]);
  }

  fileSize(fd: number): number {
    return Number(word('lseek64', [fdOf(fd), [Word, 0n], [Int, SEEK_END]]));
  }

  eventfd(initial: number, flags: number): number {
    return int('eventfd', [[Int, checkU32('initial value', initial) | 0], i32Of('flags', flags)]);
  }

  limit(pid: number, resource: number): ResourceLimit {
    const old = Buffer.alloc(16); // struct rlimit64 { __u64 rlim_cur; __u64 rlim_max; }
    int('prlimit', [fdOf(pid), i32Of('resource', resource), NULL, [Bytes, old]], `process ${pid || 'self'}`);
    const [soft, hard] = [old.readBigUInt64LE(0), old.readBigUInt64LE(8)];
    return { soft: soft === UNLIMITED ? null : soft, hard: hard === UNLIMITED ? null : hard };
  }

  setLimit(pid: number, resource: number, { soft, hard }: ResourceLimit): void {
    const next = Buffer.alloc(16); // struct rlimit64 { __u64 rlim_cur; __u64 rlim_max; }
    next.writeBigUInt64LE(soft === null ? UNLIMITED : checkU64('soft limit', soft), 0);
    next.writeBigUInt64LE(hard === null ? UNLIMITED : checkU64('hard limit', hard), 8);
    int('prlimit', [fdOf(pid), i32Of('resource', resource), [Bytes, next], NULL], `process ${pid || 'self'}`);
  }

  pread(fd: number, into: Uint8Array, offset: bigint, about = ''): number {
    return this.#transfer('pread64', fd, into, offset, about);
  }

  pwrite(fd: number, from: Uint8Array, offset: bigint, about = ''): number {
    return this.#transfer('pwrite64', fd, from, offset, about);
  }

  copyFromMemory(address: bigint, into: Uint8Array): void {
    word('memcpy', [bytesOf('into', into), addressOf(address), sizeOf('size', into.byteLength)]);
  }

  copyToMemory(address: bigint, from: Uint8Array): void {
    word('memcpy', [addressOf(address), bytesOf('from', from), sizeOf('size', from.byteLength)]);
  }

  #transfer(name: 'pread64' | 'pwrite64', fd: number, bytes: Uint8Array, offset: bigint, about: string): number {
    const args: readonly Argument[] = [
      fdOf(fd),
      bytesOf('bytes', bytes),
      sizeOf('size', bytes.byteLength),
      [Word, checkU64('offset', offset)],
    ];
    return Number(word(name, args, about));
  }
}

/** The kernel that this process runs on. @throws Error when libc or ffi-rs's binary for this machine cannot be loaded. */
export function linuxKernel(): Kernel {
  return new LinuxKernel();
}
