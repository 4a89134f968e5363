/**
 * A range of this process's memory, as a VM's memory would be: something that VFIO can map for a device.
 *
 * The bytes are reached by copy only. A copy is refused where the process would die of it: outside the range, in
 * memory without that right, behind the end of the file, in a hole. A file that someone else truncates cannot be
 * guarded against here; the process boundary is the guard then.
 */
import type { Kernel } from '../kernel-calls.ts';
import type { OwnedFd } from '../owned-fd.ts';
import { PROT_NONE, PROT_READ, PROT_WRITE } from '../uapi/libc-constants.ts';

export type Protection = 'none' | 'read' | 'read-write';

export const protectionBits = (protection: Protection) =>
  ({ none: PROT_NONE, read: PROT_READ, 'read-write': PROT_READ | PROT_WRITE })[protection];

type Parts = {
  address: bigint;
  sizeBytes: number;
  pageSizeBytes: number;
  protection: Protection;
  /** Bytes that have memory or file behind them, from the start. */
  backedBytes: number;
  /** Closed with the mapping. null: there is none, or it is another's. */
  file: OwnedFd | null;
};

export class Mapping implements Disposable {
  readonly #kernel: Kernel;
  readonly #parts: Parts;
  #holes: { from: number; to: number }[] = [];
  #isMapped = true;

  /** Takes over the address range and the file. */
  constructor(kernel: Kernel, parts: Parts) {
    this.#kernel = kernel;
    this.#parts = { ...parts };
  }

  get sizeBytes(): number {
    return this.#parts.sizeBytes;
  }

  /** The unit in which this memory exists: the base page, or the hugetlb page. */
  get pageSizeBytes(): number {
    return this.#parts.pageSizeBytes;
  }

  /** The memfd or file behind it, for IOMMU_IOAS_MAP_FILE; null for anonymous and device memory. */
  get fd(): number | null {
    return this.#parts.file?.fd ?? null;
  }

  /** Of the byte at `offsetBytes`. Any offset: the probes ask the kernel about ranges that are not there. */
  addressAt(offsetBytes: number): bigint {
    this.#checkMapped();
    return this.#parts.address + BigInt(offsetBytes);
  }

  read(offsetBytes: number, sizeBytes: number): Buffer {
    const into = Buffer.alloc(sizeBytes);
    this.#checkAccess('read', offsetBytes, sizeBytes);
    if (sizeBytes > 0) this.#kernel.copyFromMemory(this.addressAt(offsetBytes), into);
    return into;
  }

  write(offsetBytes: number, bytes: Uint8Array): void {
    this.#checkAccess('write', offsetBytes, bytes.byteLength);
    if (bytes.byteLength > 0) this.#kernel.copyToMemory(this.addressAt(offsetBytes), bytes);
  }

  protect(protection: Protection): void {
    this.#kernel.mprotect(this.addressAt(0), this.sizeBytes, protectionBits(protection));
    this.#parts.protection = protection;
  }

  /** MADV_*, for all of it. */
  advise(advice: number): void {
    this.#kernel.madvise(this.addressAt(0), this.sizeBytes, advice);
  }

  /** mlock: faults all of it in and counts it as locked (VmLck). On a thread of its own. */
  async lock(): Promise<void> {
    await this.#kernel.background.mlock(this.addressAt(0), this.sizeBytes);
  }

  unlock(): void {
    this.#kernel.munlock(this.addressAt(0), this.sizeBytes);
  }

  /** Unmaps whole pages inside, so that the range has a hole. */
  punch(offsetBytes: number, sizeBytes: number): void {
    this.#checkInside(offsetBytes, sizeBytes);
    this.#kernel.munmap(this.addressAt(offsetBytes), sizeBytes);
    this.#holes.push({ from: offsetBytes, to: offsetBytes + sizeBytes });
  }

  /** As dispose, on a thread of its own: giving back many pages takes long. */
  async release(): Promise<void> {
    for (const { address, sizeBytes } of this.#takeRanges()) await this.#kernel.background.munmap(address, sizeBytes);
    this.#parts.file?.[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    for (const { address, sizeBytes } of this.#takeRanges()) this.#kernel.munmap(address, sizeBytes);
    this.#parts.file?.[Symbol.dispose]();
  }

  // Around the holes: what was unmapped there may be another's mapping by now.
  #takeRanges(): { address: bigint; sizeBytes: number }[] {
    if (!this.#isMapped) return [];
    this.#isMapped = false;
    const ranges: { address: bigint; sizeBytes: number }[] = [];
    let from = 0;
    for (const hole of [...this.#holes, { from: this.sizeBytes, to: this.sizeBytes }].sort((a, b) => a.from - b.from)) {
      if (hole.from > from) {
        ranges.push({ address: this.#parts.address + BigInt(from), sizeBytes: hole.from - from });
      }
      from = Math.max(from, hole.to);
    }
    return ranges;
  }

  #checkMapped(): void {
    if (!this.#isMapped) throw new Error('This memory was given back.');
  }

  #checkInside(offsetBytes: number, sizeBytes: number): void {
    const isWhole = Number.isSafeInteger(offsetBytes) && Number.isSafeInteger(sizeBytes);
    if (!isWhole || offsetBytes < 0 || sizeBytes < 0 || offsetBytes + sizeBytes > this.sizeBytes) {
      throw new RangeError(`${sizeBytes} bytes at ${offsetBytes} do not lie within ${this.sizeBytes} bytes`);
    }
  }

  #checkAccess(access: 'read' | 'write', offsetBytes: number, sizeBytes: number): void {
    this.#checkMapped();
    this.#checkInside(offsetBytes, sizeBytes);
    const end = offsetBytes + sizeBytes;
    const { protection, backedBytes } = this.#parts;
    if (protection === 'none' || (access === 'write' && protection === 'read')) {
      throw new RangeError(`cannot ${access}: the memory is mapped with the right "${protection}"`);
    }
    if (end > backedBytes) throw new RangeError(`cannot ${access}: the file ends at ${backedBytes} bytes`);
    if (this.#holes.some(hole => offsetBytes < hole.to && end > hole.from)) {
      throw new RangeError(`cannot ${access}: there is a hole in the ${sizeBytes} bytes at ${offsetBytes}`);
    }
  }
}
