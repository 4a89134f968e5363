/** An I/O address space of iommufd. Source: include/uapi/linux/iommufd.h; drivers/iommu/iommufd/ioas.c. */
import { type DmaMap, type DmaRights, describeRange, type IovaRange } from '../dma-backend.ts';
import type { Kernel } from '../kernel-calls.ts';
import { scratch } from '../memory/scratch.ts';
import { isErrno, offered } from '../syscall-error.ts';
import {
  IOMMU_IOAS_MAP_FIXED_IOVA,
  IOMMU_IOAS_MAP_READABLE,
  IOMMU_IOAS_MAP_WRITEABLE,
} from '../uapi/iommufd-constants.ts';
import {
  iommu_ioas_copy,
  iommu_ioas_iova_ranges,
  iommu_ioas_map,
  iommu_ioas_map_file,
  iommu_ioas_unmap,
  iommu_iova_range,
} from '../uapi/iommufd-structs.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import type { IommuFd } from './iommu-fd.ts';

export type AllowedIovas = {
  ranges: IovaRange[];
  /** The smallest unit of a mapping. */
  alignmentBytes: bigint;
};

/** The kernel cuts the address space around each reserved region: thousands would be a broken answer. */
const MOST_RANGES = 65_536;

export class Ioas implements Disposable {
  readonly id: number;
  readonly #kernel: Kernel;
  readonly #iommu: IommuFd;
  #isDestroyed = false;

  constructor(kernel: Kernel, iommu: IommuFd, id: number) {
    this.#kernel = kernel;
    this.#iommu = iommu;
    this.id = id;
  }

  /** All that the attached devices leave; everything while there is none. */
  allowedIovas(): AllowedIovas {
    for (let room = 16; ; ) {
      using ranges = scratch(this.#kernel, room * iommu_iova_range.size);
      const struct = new Struct(iommu_ioas_iova_ranges);
      struct.set({
        size: iommu_ioas_iova_ranges.size,
        ioas_id: this.id,
        num_iovas: room,
        allowed_iovas: ranges.addressAt(0),
      });
      try {
        this.#kernel.ioctl(this.#iommu.fd, ioctls.IOMMU_IOAS_IOVA_RANGES, struct.bytes, `IOAS ${this.id}`);
      } catch (error) {
        const wanted = struct.get('num_iovas');
        if (!isErrno(error, 'EMSGSIZE') || wanted <= room || wanted > MOST_RANGES) throw error;
        room = wanted;
        continue;
      }
      const array = ranges.read(0, Math.min(room, struct.get('num_iovas')) * iommu_iova_range.size);
      return { ranges: parseRanges(array), alignmentBytes: struct.get('out_iova_alignment') };
    }
  }

  map(request: DmaMap): void {
    const about = describeRange(request.iova, request.sizeBytes);
    this.#kernel.ioctl(this.#iommu.fd, ioctls.IOMMU_IOAS_MAP, this.#mapStruct(request), about);
  }

  async mapInBackground(request: DmaMap): Promise<void> {
    const about = describeRange(request.iova, request.sizeBytes);
    const struct = this.#mapStruct(request);
    await this.#kernel.background.ioctl(this.#iommu.fd, ioctls.IOMMU_IOAS_MAP, struct, about);
  }

  /**
   * Maps a part of a memfd instead of an address, as QEMU 10.1 does with shared memory.
   * @throws NotOfferedError: Linux 6.12 lacks it, 6.17 has it; SyscallError EINVAL when the file is no memfd.
   */
  mapFile(request: { iova: bigint; fd: number; start: bigint; sizeBytes: number; rights: DmaRights }): void {
    const { iova, fd, start, sizeBytes, rights } = request;
    const struct = new Struct(iommu_ioas_map_file);
    const length = BigInt(sizeBytes);
    struct.set({ size: iommu_ioas_map_file.size, flags: mapFlags(rights), ioas_id: this.id, fd, start, length, iova });
    const about = describeRange(iova, sizeBytes);
    offered(() => this.#kernel.ioctl(this.#iommu.fd, ioctls.IOMMU_IOAS_MAP_FILE, struct.bytes, about));
  }

  /** Shares a mapping of another address space: its pages are pinned and counted once. */
  copyFrom(source: Ioas, range: { sourceIova: bigint; iova: bigint; sizeBytes: number; rights: DmaRights }): void {
    const { sourceIova, iova, sizeBytes, rights } = range;
    const struct = new Struct(iommu_ioas_copy).set({
      size: iommu_ioas_copy.size,
      flags: mapFlags(rights),
      dst_ioas_id: this.id,
      src_ioas_id: source.id,
      length: BigInt(sizeBytes),
      dst_iova: iova,
      src_iova: sourceIova,
    });
    this.#kernel.ioctl(this.#iommu.fd, ioctls.IOMMU_IOAS_COPY, struct.bytes, describeRange(iova, sizeBytes));
  }

  /** @returns the bytes unmapped. @throws SyscallError ENOENT when nothing is mapped there or a mapping would be cut. */
  unmap(iova: bigint, sizeBytes: number): number {
    const struct = this.#unmapStruct(iova, sizeBytes);
    const about = describeRange(iova, sizeBytes);
    this.#kernel.ioctl(this.#iommu.fd, ioctls.IOMMU_IOAS_UNMAP, struct.bytes, about);
    return Number(struct.get('length'));
  }

  async unmapInBackground(iova: bigint, sizeBytes: number): Promise<number> {
    const struct = this.#unmapStruct(iova, sizeBytes);
    const about = describeRange(iova, sizeBytes);
    await this.#kernel.background.ioctl(this.#iommu.fd, ioctls.IOMMU_IOAS_UNMAP, struct.bytes, about);
    return Number(struct.get('length'));
  }

  /** Unmaps all of it. @throws SyscallError EBUSY while a device is attached. */
  [Symbol.dispose](): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#iommu.destroy(this.id);
  }

  #mapStruct({ iova, address, sizeBytes, rights }: DmaMap): Buffer {
    // struct iommu_ioas_map { __u32 size; __u32 flags; __u32 ioas_id; __u32 __reserved; __aligned_u64 user_va, length, iova; }
    const struct = new Struct(iommu_ioas_map);
    const [flags, length] = [mapFlags(rights), BigInt(sizeBytes)];
    return struct.set({ size: iommu_ioas_map.size, flags, ioas_id: this.id, user_va: address, length, iova }).bytes;
  }

  #unmapStruct(iova: bigint, sizeBytes: number) {
    // struct iommu_ioas_unmap { __u32 size; __u32 ioas_id; __aligned_u64 iova; __aligned_u64 length; }
    const struct = new Struct(iommu_ioas_unmap);
    return struct.set({ size: iommu_ioas_unmap.size, ioas_id: this.id, iova, length: BigInt(sizeBytes) });
  }
}

function mapFlags(rights: DmaRights): number {
  return (
    IOMMU_IOAS_MAP_FIXED_IOVA |
    (rights.read ? IOMMU_IOAS_MAP_READABLE : 0) |
    (rights.write ? IOMMU_IOAS_MAP_WRITEABLE : 0)
  );
}

function parseRanges(array: Buffer): IovaRange[] {
  return Array.from({ length: array.length / iommu_iova_range.size }, (_, index) => {
    const range = new Struct(iommu_iova_range, array, index * iommu_iova_range.size);
    return { first: range.get('start'), last: range.get('last') };
  });
}
