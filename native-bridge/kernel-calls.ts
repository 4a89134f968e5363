/**
 * What a kernel can be asked. `linuxKernel` (kernel.ts) is the real one, `FakeKernel` (testing/) behaves like one.
 *
 * Words are the kernel's. Sizes are numbers (exact below 2^53), addresses and file offsets bigints. Every call throws
 * SyscallError when the kernel refuses, and TypeError or RangeError on an argument that no C type could hold.
 * `about` is the object that an error then names: a path, a BDF, a range.
 */

/** A request number with its C name: the name is what an error says. */
export type IoctlRequest = { readonly name: string; readonly number: number };

/** A struct, changed in place, or a plain value. Absent means 0. */
export type IoctlArgument = Uint8Array | bigint;

export type MmapRequest = {
  sizeBytes: number;
  /** PROT_* */
  protection: number;
  /** MAP_* */
  flags: number;
  fd?: number;
  offset?: bigint;
};

/** null: no limit. */
export type ResourceLimit = { soft: bigint | null; hard: bigint | null };

export interface Kernel {
  readonly pageSizeBytes: number;
  /** The calls that may take seconds, on a thread of their own: the event loop goes on. */
  readonly background: Background;

  /** O_CLOEXEC is added. Creates nothing. */
  open(path: string, flags: number): number;
  close(fd: number): void;
  /** @returns what the kernel answered: zero, or for some requests a number or a descriptor. */
  ioctl(fd: number, request: IoctlRequest, argument?: IoctlArgument, about?: string): number;

  /** @returns the address, chosen by the kernel. */
  mmap(request: MmapRequest, about?: string): bigint;
  munmap(address: bigint, sizeBytes: number): void;
  mprotect(address: bigint, sizeBytes: number, protection: number): void;
  madvise(address: bigint, sizeBytes: number, advice: number): void;
  munlock(address: bigint, sizeBytes: number): void;
  /** Memory policy MPOL_* of a range that has no pages yet, for one NUMA node. */
  mbind(address: bigint, sizeBytes: number, mode: number, node: number): void;

  memfdCreate(name: string, flags: number): number;
  addSeals(fd: number, seals: number): void;
  seals(fd: number): number;
  ftruncate(fd: number, sizeBytes: number): void;
  /** The end of the file, by seeking: block devices and hugetlbfs files have one too. */
  fileSize(fd: number): number;
  eventfd(initial: number, flags: number): number;

  /** `pid` 0 is this process. */
  limit(pid: number, resource: number): ResourceLimit;
  setLimit(pid: number, resource: number, limit: ResourceLimit): void;

  /** @returns the bytes read, which may be fewer than asked; zero at the end of the file. */
  pread(fd: number, into: Uint8Array, offset: bigint, about?: string): number;
  pwrite(fd: number, from: Uint8Array, offset: bigint, about?: string): number;
  /** The address must be mapped and readable for all of `into`: nobody checks, and the process dies if it is not. */
  copyFromMemory(address: bigint, into: Uint8Array): void;
  /** As copyFromMemory, the other way. */
  copyToMemory(address: bigint, from: Uint8Array): void;
}

export interface Background {
  /** The struct belongs to the kernel until the promise settles. */
  ioctl(fd: number, request: IoctlRequest, argument?: IoctlArgument, about?: string): Promise<number>;
  madvise(address: bigint, sizeBytes: number, advice: number): Promise<void>;
  mlock(address: bigint, sizeBytes: number): Promise<void>;
  munmap(address: bigint, sizeBytes: number): Promise<void>;
}
