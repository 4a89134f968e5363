/**
 * A kernel in memory that behaves: descriptors, mappings, the memlock account, VFIO and iommufd, and on demand any
 * errno at any call. For the logic of this folder; what it answers was taken from a real kernel in the lab.
 */
import { checkFd, checkU64 } from '../checked.ts';
import { type ErrnoName, errnoNumber } from '../errno.ts';
import type { Background, IoctlArgument, IoctlRequest, Kernel, MmapRequest, ResourceLimit } from '../kernel-calls.ts';
import { SyscallError } from '../syscall-error.ts';
import { F_SEAL_GROW, F_SEAL_SEAL, F_SEAL_SHRINK, MAP_ANONYMOUS, RLIMIT_MEMLOCK } from '../uapi/libc-constants.ts';
import { FakeDma, type FakeIommu } from './fake-dma.ts';
import { type FakeFile, Refusal } from './fake-file.ts';
import { FakeIommufd } from './fake-iommufd.ts';
import { FakeMemory } from './fake-memory.ts';
import { FakeContainer, type FakeGroup, FakeGroupFile, openCdev } from './fake-vfio.ts';

export type FakeHost = {
  pageSizeBytes?: number;
  /** RLIMIT_MEMLOCK; null: unlimited. Absent: 8 MiB. */
  memlockBytes?: bigint | null;
  /** CAP_IPC_LOCK. Absent: no. */
  isExempt?: boolean;
  groups?: FakeGroup[];
  iommu?: Partial<FakeIommu>;
  /** Absent: no /dev/iommu. */
  iommufd?: { canNest?: boolean; lacks?: string[] };
  /** Plain files. */
  files?: Record<string, Buffer>;
};

type Programmed = { code: ErrnoName; after: number };

export class FakeKernel implements Kernel {
  readonly pageSizeBytes: number;
  readonly memory: FakeMemory;
  /** Each call by name, in order; an ioctl by its request's. */
  readonly calls: string[] = [];
  readonly #host: FakeHost;
  readonly #dma: FakeDma;
  readonly #files = new Map<number, FakeFile>();
  readonly #failures = new Map<string, Programmed[]>();

  constructor(host: FakeHost = {}) {
    this.#host = host;
    this.pageSizeBytes = host.pageSizeBytes ?? 4096;
    const { memlockBytes = 8n << 20n, isExempt = false } = host;
    this.memory = new FakeMemory({ pageSizeBytes: this.pageSizeBytes, memlockBytes, isExempt });
    this.#dma = new FakeDma(this.memory, host.iommu ?? {});
  }

  /** The next call of that name fails; `after` n that succeed. */
  failNext(call: string, code: ErrnoName, after = 0): void {
    this.#failures.set(call, [...(this.#failures.get(call) ?? []), { code, after }]);
  }

  get openFds(): number {
    return this.#files.size;
  }

  /** Mappings of all devices' address spaces. */
  get dmaMappings(): number {
    return this.#dma.count;
  }

  readonly background: Background = {
    ioctl: async (...args) => await this.#later(() => this.ioctl(...args)),
    madvise: async (...args) => await this.#later(() => this.madvise(...args)),
    munmap: async (...args) => await this.#later(() => this.munmap(...args)),
    mlock: async (address, sizeBytes) =>
      await this.#later(() => this.#call('mlock', '', () => this.memory.lock(address, sizeBytes))),
  };

  open(path: string, _flags: number): number {
    return this.#call('open', path, () => this.#add(this.#openFile(path)));
  }

  close(fd: number): void {
    this.#call('close', `fd ${fd}`, () => {
      const file = this.#file(fd);
      this.#files.delete(fd);
      if (![...this.#files.values()].includes(file)) file.closed?.();
    });
  }

  ioctl(fd: number, request: IoctlRequest, argument: IoctlArgument = 0n, about = ''): number {
    return this.#call(request.name, about, () => {
      const value = this.#file(fd).ioctl?.(request, argument);
      if (value === undefined) throw new Refusal('ENOTTY');
      return value;
    });
  }

  mmap({ sizeBytes, protection, flags, fd = -1, offset = 0n }: MmapRequest, about = ''): bigint {
    return this.#call('mmap', about, () => {
      const file = (flags & MAP_ANONYMOUS) === 0 ? this.#file(fd) : null;
      return this.memory.map(sizeBytes, protection, flags, file, offset);
    });
  }

  munmap(address: bigint, sizeBytes: number): void {
    this.#call('munmap', '', () => this.memory.unmap(address, sizeBytes));
  }

  mprotect(address: bigint, sizeBytes: number, protection: number): void {
    this.#call('mprotect', '', () => this.memory.protect(address, sizeBytes, protection));
  }

  madvise(address: bigint, sizeBytes: number, _advice: number): void {
    this.#call('madvise', '', () => this.memory.populate(address, sizeBytes));
  }

  munlock(_address: bigint, sizeBytes: number): void {
    this.#call('munlock', '', () => this.memory.unlock(sizeBytes));
  }

  mbind(address: bigint, _sizeBytes: number, _mode: number, node: number): void {
    this.#call('mbind', `NUMA node ${node}`, () => this.memory.numaNodes.set(address, node));
  }

  memfdCreate(name: string, _flags: number): number {
    return this.#call('memfd_create', name, () =>
      this.#add({ content: { bytes: Buffer.alloc(0), sizeBytes: 0, seals: 0 } }),
    );
  }

  addSeals(fd: number, seals: number): void {
    this.#call('fcntl F_ADD_SEALS', '', () => {
      const content = this.#content(fd);
      if ((content.seals & F_SEAL_SEAL) !== 0) throw new Refusal('EPERM');
      content.seals |= seals;
    });
  }

  seals(fd: number): number {
    return this.#call('fcntl F_GET_SEALS', '', () => this.#content(fd).seals);
  }

  ftruncate(fd: number, sizeBytes: number): void {
    this.#call('ftruncate', '', () => {
      const content = this.#content(fd);
      const forbidden = sizeBytes < content.sizeBytes ? F_SEAL_SHRINK : sizeBytes > content.sizeBytes ? F_SEAL_GROW : 0;
      if ((content.seals & forbidden) !== 0) throw new Refusal('EPERM');
      const bytes = Buffer.alloc(Math.ceil(sizeBytes / this.pageSizeBytes) * this.pageSizeBytes);
      content.bytes.copy(bytes);
      content.bytes = bytes;
      content.sizeBytes = sizeBytes;
    });
  }

  fileSize(fd: number): number {
    return this.#call('lseek64', '', () => this.#content(fd).sizeBytes);
  }

  eventfd(_initial: number, _flags: number): number {
    return this.#call('eventfd', '', () => this.#add({}));
  }

  limit(_pid: number, resource: number): ResourceLimit {
    return this.#call('prlimit', '', () => {
      if (resource !== RLIMIT_MEMLOCK) throw new Refusal('EINVAL');
      return { soft: this.memory.softLimit, hard: this.memory.hardLimit };
    });
  }

  setLimit(_pid: number, _resource: number, { soft, hard }: ResourceLimit): void {
    const above = (a: bigint | null, b: bigint | null) => b !== null && (a === null || a > b);
    this.#call('prlimit', '', () => {
      if (above(soft, hard)) throw new Refusal('EINVAL');
      if (above(hard, this.memory.hardLimit) && !this.memory.isExempt) throw new Refusal('EPERM');
      this.memory.softLimit = soft;
      this.memory.hardLimit = hard;
    });
  }

  pread(fd: number, into: Uint8Array, offset: bigint, about = ''): number {
    return this.#call('pread64', about, () => {
      const file = this.#file(fd);
      const size = into.byteLength;
      const bytes =
        file.readAt?.(offset, size) ?? this.#content(fd).bytes.subarray(Number(offset), Number(offset) + size);
      into.set(bytes);
      return bytes.length;
    });
  }

  pwrite(fd: number, from: Uint8Array, offset: bigint, about = ''): number {
    return this.#call('pwrite64', about, () => {
      const taken = this.#file(fd).writeAt?.(offset, from);
      if (taken === undefined) throw new Refusal('EINVAL');
      return taken;
    });
  }

  copyFromMemory(address: bigint, into: Uint8Array): void {
    into.set(this.memory.read(checkU64('address', address), into.byteLength));
  }

  copyToMemory(address: bigint, from: Uint8Array): void {
    this.memory.write(checkU64('address', address), from);
  }

  #openFile(path: string): FakeFile {
    const { groups = [], iommufd, files = {} } = this.#host;
    const content = path === '/proc/self/status' ? this.#status() : files[path];
    if (content) return { content: { bytes: content, sizeBytes: content.length, seals: 0 } };
    if (path === '/dev/vfio/vfio' && groups.length > 0) return new FakeContainer(this.#dma);
    if (path === '/dev/iommu' && iommufd) return new FakeIommufd(this.#dma, this.memory, iommufd);
    const cdev = iommufd && openCdev(path, groups, fd => this.#files.get(fd));
    if (cdev) return cdev;
    const group = groups.find(({ id }) => path === `/dev/vfio/${id}`);
    if (!group) throw new Refusal('ENOENT');
    return new FakeGroupFile(group, { file: fd => this.#files.get(fd), add: file => this.#add(file) });
  }

  #status(): Buffer {
    const { mappedBytes, residentBytes, lockedBytes, pinnedBytes, isExempt } = this.memory;
    const lines = Object.entries({ VmSize: mappedBytes, VmLck: lockedBytes, VmPin: pinnedBytes, VmRSS: residentBytes });
    const text = lines.map(([name, bytes]) => `${name}:\t${String(bytes / 1024).padStart(8)} kB\n`).join('');
    return Buffer.from(`${text}CapEff:\t${isExempt ? '000001ffffffffff' : '0000000000000000'}\n`);
  }

  #add(file: FakeFile): number {
    let fd = 3;
    while (this.#files.has(fd)) fd += 1;
    this.#files.set(fd, file);
    return fd;
  }

  #file(fd: number): FakeFile {
    const file = this.#files.get(checkFd(fd));
    if (!file) throw new Refusal('EBADF');
    return file;
  }

  #content(fd: number) {
    const { content } = this.#file(fd);
    if (!content) throw new Refusal('EINVAL');
    return content;
  }

  #call<T>(name: string, about: string, run: () => T): T {
    this.calls.push(name);
    const [programmed, ...rest] = this.#failures.get(name) ?? [];
    if (programmed) {
      if (programmed.after === 0) {
        this.#failures.set(name, rest);
        throw new SyscallError(name, errnoNumber(programmed.code), about);
      }
      programmed.after -= 1;
    }
    try {
      return run();
    } catch (error) {
      throw error instanceof Refusal ? new SyscallError(name, errnoNumber(error.code), about) : error;
    }
  }

  async #later<T>(run: () => T): Promise<T> {
    await new Promise(resolve => setImmediate(resolve));
    return run();
  }
}
