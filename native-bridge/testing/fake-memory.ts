/** The address space of the FakeKernel: ranges with rights, pages that come when touched, and what is locked or pinned. */
import { MAP_PRIVATE, PROT_NONE, PROT_WRITE } from '../uapi/libc-constants.ts';
import { type FakeFile, Refusal } from './fake-file.ts';

type Range = {
  start: bigint;
  end: bigint;
  protection: number;
  flags: number;
  file: FakeFile | null;
  fileOffset: bigint;
};

export class FakeMemory {
  readonly pageSizeBytes: number;
  /** Bytes counted in VmLck: mlock and legacy VFIO. */
  lockedBytes = 0;
  /** Bytes counted in VmPin: iommufd. */
  pinnedBytes = 0;
  softLimit: bigint | null;
  hardLimit: bigint | null;
  /** CAP_IPC_LOCK. */
  isExempt: boolean;
  readonly numaNodes = new Map<bigint, number>();
  #ranges: Range[] = [];
  #pages = new Map<bigint, Buffer>();
  #next = 0x7f00_0000_0000n;

  constructor(options: { pageSizeBytes: number; memlockBytes: bigint | null; isExempt: boolean }) {
    this.pageSizeBytes = options.pageSizeBytes;
    this.softLimit = options.memlockBytes;
    this.hardLimit = options.memlockBytes;
    this.isExempt = options.isExempt;
  }

  get mappedBytes(): number {
    return this.#ranges.reduce((sum, range) => sum + Number(range.end - range.start), 0);
  }

  get residentBytes(): number {
    return this.#pages.size * this.pageSizeBytes;
  }

  map(sizeBytes: number, protection: number, flags: number, file: FakeFile | null, fileOffset: bigint): bigint {
    if (sizeBytes === 0) throw new Refusal('EINVAL');
    const start = this.#next;
    const end = start + this.#roundUp(sizeBytes);
    // A gap behind each range, so that a step too far meets nothing.
    this.#next = end + BigInt(this.pageSizeBytes);
    this.#ranges.push({ start, end, protection, flags, file, fileOffset });
    return start;
  }

  unmap(address: bigint, sizeBytes: number): void {
    this.#checkAligned(address);
    if (sizeBytes === 0) throw new Refusal('EINVAL');
    const end = address + this.#roundUp(sizeBytes);
    this.#ranges = this.#ranges.flatMap(range => {
      if (range.end <= address || range.start >= end) return [range];
      const before = range.start < address ? [{ ...range, end: address }] : [];
      const behind = { ...range, start: end, fileOffset: range.fileOffset + (end - range.start) };
      return [...before, ...(range.end > end ? [behind] : [])];
    });
    for (const page of this.#pages.keys()) if (page >= address && page < end) this.#pages.delete(page);
  }

  protect(address: bigint, sizeBytes: number, protection: number): void {
    this.#checkAligned(address);
    for (const range of this.#covering(address, sizeBytes, 'ENOMEM')) range.protection = protection;
  }

  populate(address: bigint, sizeBytes: number): void {
    this.#checkAligned(address);
    this.#covering(address, sizeBytes, 'ENOMEM');
    for (let page = address; page < address + BigInt(sizeBytes); page += BigInt(this.pageSizeBytes)) this.#page(page);
  }

  lock(address: bigint, sizeBytes: number): void {
    this.populate(address, sizeBytes);
    this.charge(sizeBytes, 'lockedBytes');
  }

  unlock(sizeBytes: number): void {
    this.lockedBytes = Math.max(0, this.lockedBytes - sizeBytes);
  }

  /** @throws Refusal ENOMEM beyond RLIMIT_MEMLOCK, unless exempt. */
  charge(sizeBytes: number, account: 'lockedBytes' | 'pinnedBytes'): void {
    const after = BigInt(this[account] + sizeBytes);
    if (!this.isExempt && this.softLimit !== null && after > this.softLimit) throw new Refusal('ENOMEM');
    this[account] += sizeBytes;
  }

  /** Whether a device could be given this range. @throws Refusal EFAULT where no page can be had with that right. */
  checkPinnable(address: bigint, sizeBytes: number, isWritten: boolean): void {
    for (const { protection, file, fileOffset, start } of this.#covering(address, sizeBytes, 'EFAULT')) {
      if (protection === PROT_NONE || (isWritten && (protection & PROT_WRITE) === 0)) throw new Refusal('EFAULT');
      const behind = fileOffset + (address + BigInt(sizeBytes) - start);
      if (file?.content && behind > this.#roundUp(file.content.sizeBytes)) throw new Refusal('EFAULT');
    }
  }

  /** A BAR: no memory, so it is neither pinned nor counted. */
  isDevice(address: bigint): boolean {
    const range = this.#ranges.find(({ start, end }) => address >= start && address < end);
    return range?.file?.readAt !== undefined;
  }

  /** As the CPU reads it. @throws Error where the process would have died. */
  read(address: bigint, sizeBytes: number): Buffer {
    const into = Buffer.alloc(sizeBytes);
    this.#bytes(address, sizeBytes, false, (page, at, from) => page.copy(into, at, from));
    return into;
  }

  write(address: bigint, bytes: Uint8Array): void {
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#bytes(address, source.length, true, (page, at, from) => source.copy(page, from, at));
  }

  #bytes(
    address: bigint,
    sizeBytes: number,
    isWritten: boolean,
    move: (page: Buffer, at: number, from: number) => void,
  ) {
    try {
      this.checkPinnable(address, sizeBytes, isWritten);
    } catch {
      throw new Error(`SIGSEGV: ${sizeBytes} bytes at 0x${address.toString(16)}`);
    }
    const size = BigInt(this.pageSizeBytes);
    for (let at = 0; at < sizeBytes; ) {
      const here = address + BigInt(at);
      const from = Number(here % size);
      const page = this.#page(here - BigInt(from));
      move(page, at, from);
      at += page.length - from;
    }
  }

  // Shared file memory is the file's own bytes, so that two mappings and pread see the same.
  #page(address: bigint): Buffer {
    const range = this.#ranges.find(({ start, end }) => address >= start && address < end);
    if (range?.file?.content && (range.flags & MAP_PRIVATE) === 0) {
      const at = Number(range.fileOffset + (address - range.start));
      return range.file.content.bytes.subarray(at, at + this.pageSizeBytes);
    }
    const page = this.#pages.get(address) ?? Buffer.alloc(this.pageSizeBytes);
    this.#pages.set(address, page);
    return page;
  }

  #covering(address: bigint, sizeBytes: number, otherwise: 'EFAULT' | 'ENOMEM'): Range[] {
    const end = address + BigInt(sizeBytes);
    const found = this.#ranges.filter(range => range.start < end && range.end > address);
    const covered = found.reduce((at, range) => (range.start <= at && range.end > at ? range.end : at), address);
    if (covered < end) throw new Refusal(otherwise);
    return found;
  }

  #checkAligned(address: bigint): void {
    if (address % BigInt(this.pageSizeBytes) !== 0n) throw new Refusal('EINVAL');
  }

  #roundUp(sizeBytes: number): bigint {
    return BigInt(Math.ceil(sizeBytes / this.pageSizeBytes) * this.pageSizeBytes);
  }
}
