/** The mappings of the FakeKernel's devices, with the refusals that type1 and iommufd share. */
import type { DmaMap, IovaRange } from '../dma-backend.ts';
import { Refusal } from './fake-file.ts';
import type { FakeMemory } from './fake-memory.ts';

export type FakeIommu = {
  iovaRanges: IovaRange[];
  /** Powers of two, as a bitmap. */
  pageSizes: bigint;
  /** dma_entry_limit of vfio_iommu_type1. */
  entryLimit: number;
};

const DEFAULT: FakeIommu = {
  // A 39-bit IOMMU with the MSI window of x86 cut out.
  iovaRanges: [
    { first: 0n, last: 0xfedf_ffffn },
    { first: 0xfef0_0000n, last: 0x7f_ffff_ffffn },
  ],
  pageSizes: 0x4020_1000n,
  entryLimit: 65_535,
};

type Mapped = { iova: bigint; sizeBytes: number; isCounted: boolean };

/** One address space. */
export class FakeSpace {
  readonly #dma: FakeDma;
  readonly #account: 'lockedBytes' | 'pinnedBytes';
  #mappings: Mapped[] = [];

  constructor(dma: FakeDma, account: 'lockedBytes' | 'pinnedBytes') {
    this.#dma = dma;
    this.#account = account;
    dma.spaces.add(this);
  }

  get count(): number {
    return this.#mappings.length;
  }

  map({ iova, address, sizeBytes, rights }: DmaMap, isCounted = true): void {
    const { iommu, memory } = this.#dma;
    const unit = iommu.pageSizes & -iommu.pageSizes;
    const size = BigInt(sizeBytes);
    const last = iova + size - 1n;
    const isAligned = [iova, address, size].every(value => value % unit === 0n);
    if (sizeBytes === 0 || !isAligned || !(rights.read || rights.write)) throw new Refusal('EINVAL');
    if (last >= 1n << 64n) throw new Refusal('EOVERFLOW');
    if (this.#mappings.some(other => iova < other.iova + BigInt(other.sizeBytes) && last >= other.iova)) {
      throw new Refusal('EEXIST');
    }
    if (this.#account === 'lockedBytes' && this.count >= iommu.entryLimit) throw new Refusal('ENOSPC');
    if (!iommu.iovaRanges.some(range => iova >= range.first && last <= range.last)) throw new Refusal('EINVAL');
    memory.checkPinnable(address, sizeBytes, rights.write);
    // iommufd of Linux 6.12 takes memory only.
    const isDevice = memory.isDevice(address);
    if (isDevice && this.#account === 'pinnedBytes') throw new Refusal('EFAULT');
    const isPaid = isCounted && !isDevice;
    if (isPaid) memory.charge(sizeBytes, this.#account);
    this.#mappings.push({ iova, sizeBytes, isCounted: isPaid });
  }

  /** @returns bytes; zero when nothing lay there. @throws Refusal `otherwise` when a mapping would be cut in two. */
  unmap(iova: bigint, sizeBytes: number, otherwise: 'EINVAL' | 'ENOENT'): number {
    const end = iova + BigInt(sizeBytes);
    const endOf = (mapped: Mapped) => mapped.iova + BigInt(mapped.sizeBytes);
    const hit = this.#mappings.filter(mapped => mapped.iova < end && endOf(mapped) > iova);
    if (hit.some(mapped => mapped.iova < iova || endOf(mapped) > end)) throw new Refusal(otherwise);
    this.#mappings = this.#mappings.filter(mapped => !hit.includes(mapped));
    for (const { sizeBytes: bytes, isCounted } of hit) if (isCounted) this.#dma.memory[this.#account] -= bytes;
    return hit.reduce((sum, mapped) => sum + mapped.sizeBytes, 0);
  }

  /** @throws Refusal ENOENT when nothing is mapped there. */
  checkMapped(iova: bigint, sizeBytes: number): void {
    const isThere = this.#mappings.some(
      mapped => mapped.iova <= iova && mapped.iova + BigInt(mapped.sizeBytes) >= iova + BigInt(sizeBytes),
    );
    if (!isThere) throw new Refusal('ENOENT');
  }

  drop(): void {
    for (const { sizeBytes, isCounted } of this.#mappings) if (isCounted) this.#dma.memory[this.#account] -= sizeBytes;
    this.#mappings = [];
    this.#dma.spaces.delete(this);
  }
}

export class FakeDma {
  readonly memory: FakeMemory;
  readonly iommu: FakeIommu;
  readonly spaces = new Set<FakeSpace>();

  constructor(memory: FakeMemory, iommu: Partial<FakeIommu>) {
    this.memory = memory;
    this.iommu = { ...DEFAULT, ...iommu };
  }

  get count(): number {
    return [...this.spaces].reduce((sum, space) => sum + space.count, 0);
  }
}
