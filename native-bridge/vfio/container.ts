/**
 * A VFIO container with the type1 IOMMU driver: one IOVA space that groups join.
 *
 * Order matters: a group joins, then the IOMMU type is set, and only then is there an IOMMU to ask or to map into.
 * Source: Linux Documentation/driver-api/vfio.rst; drivers/vfio/container.c, vfio_iommu_type1.c.
 */
import { type DmaMap, describeRange } from '../dma-backend.ts';
import type { Kernel } from '../kernel-calls.ts';
import { OwnedFd } from '../owned-fd.ts';
import { askGrowing } from '../uapi/ask-growing.ts';
import { O_RDWR } from '../uapi/libc-constants.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import {
  VFIO_API_VERSION,
  VFIO_DMA_MAP_FLAG_READ,
  VFIO_DMA_MAP_FLAG_WRITE,
  VFIO_DMA_UNMAP_FLAG_ALL,
  VFIO_NOIOMMU_IOMMU,
  VFIO_TYPE1_IOMMU,
  VFIO_TYPE1v2_IOMMU,
  VFIO_UNMAP_ALL,
  VFIO_UPDATE_VADDR,
} from '../uapi/vfio-constants.ts';
import { vfio_iommu_type1_dma_map, vfio_iommu_type1_dma_unmap, vfio_iommu_type1_info } from '../uapi/vfio-structs.ts';
import { type ContainerInfo, parseContainerInfo } from './container-info.ts';
import { ApiVersionError } from './errors.ts';

const NODE = '/dev/vfio/vfio';

const EXTENSIONS = {
  type1: VFIO_TYPE1_IOMMU,
  type1v2: VFIO_TYPE1v2_IOMMU,
  noiommu: VFIO_NOIOMMU_IOMMU,
  'unmap-all': VFIO_UNMAP_ALL,
  'update-vaddr': VFIO_UPDATE_VADDR,
} as const;

export type Extension = keyof typeof EXTENSIONS;

export class VfioContainer implements Disposable {
  readonly #kernel: Kernel;
  readonly #file: OwnedFd;

  /** @throws SyscallError ENOENT without the vfio module, EACCES; ApiVersionError. */
  constructor(kernel: Kernel) {
    using undo = new DisposableStack();
    this.#kernel = kernel;
    this.#file = undo.use(new OwnedFd(kernel, kernel.open(NODE, O_RDWR)));
    const version = kernel.ioctl(this.#file.fd, ioctls.VFIO_GET_API_VERSION, 0n, NODE);
    if (version !== VFIO_API_VERSION) throw new ApiVersionError(version);
    undo.move();
  }

  get fd(): number {
    return this.#file.fd;
  }

  /** Before a group joins: whether any driver has it. After: whether this container's has it. */
  hasExtension(extension: Extension): boolean {
    return this.#kernel.ioctl(this.fd, ioctls.VFIO_CHECK_EXTENSION, BigInt(EXTENSIONS[extension]), NODE) > 0;
  }

  extensions(): Extension[] {
    return (Object.keys(EXTENSIONS) as Extension[]).filter(extension => this.hasExtension(extension));
  }

  /**
   * Once, after the first group has joined.
   * @throws SyscallError EPERM when interrupts are not isolated or a reserved 1:1 region forbids it, ENODEV without
   * the module of that type, EINVAL when there is no group or a type is set already.
   */
  async setIommu(type: 'type1v2' | 'type1' = 'type1v2'): Promise<void> {
    await this.#kernel.background.ioctl(this.fd, ioctls.VFIO_SET_IOMMU, BigInt(EXTENSIONS[type]), NODE);
  }

  /** @throws SyscallError EINVAL before setIommu. */
  info(): ContainerInfo {
    const known = Buffer.alloc(vfio_iommu_type1_info.size);
    return parseContainerInfo(askGrowing(this.#kernel, this.fd, ioctls.VFIO_IOMMU_GET_INFO, known, NODE));
  }

  map(request: DmaMap): void {
    const about = describeRange(request.iova, request.sizeBytes);
    this.#kernel.ioctl(this.fd, ioctls.VFIO_IOMMU_MAP_DMA, mapStruct(request), about);
  }

  async mapInBackground(request: DmaMap): Promise<void> {
    const about = describeRange(request.iova, request.sizeBytes);
    await this.#kernel.background.ioctl(this.fd, ioctls.VFIO_IOMMU_MAP_DMA, mapStruct(request), about);
  }

  /** @returns the bytes unmapped. @throws SyscallError EINVAL when the range would cut a mapping in two. */
  unmap(iova: bigint, sizeBytes: number): number {
    const struct = unmapStruct(iova, sizeBytes, 0);
    this.#kernel.ioctl(this.fd, ioctls.VFIO_IOMMU_UNMAP_DMA, struct.bytes, describeRange(iova, sizeBytes));
    return Number(struct.get('size'));
  }

  async unmapInBackground(iova: bigint, sizeBytes: number): Promise<number> {
    const struct = unmapStruct(iova, sizeBytes, 0);
    const about = describeRange(iova, sizeBytes);
    await this.#kernel.background.ioctl(this.fd, ioctls.VFIO_IOMMU_UNMAP_DMA, struct.bytes, about);
    return Number(struct.get('size'));
  }

  /** @returns the bytes unmapped. @throws SyscallError EINVAL without the extension `unmap-all`. */
  async unmapAll(): Promise<number> {
    const struct = unmapStruct(0n, 0, VFIO_DMA_UNMAP_FLAG_ALL);
    await this.#kernel.background.ioctl(this.fd, ioctls.VFIO_IOMMU_UNMAP_DMA, struct.bytes, 'all mappings');
    return Number(struct.get('size'));
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}

function mapStruct({ iova, address, sizeBytes, rights }: DmaMap): Buffer {
  const flags = (rights.read ? VFIO_DMA_MAP_FLAG_READ : 0) | (rights.write ? VFIO_DMA_MAP_FLAG_WRITE : 0);
  const { size: argsz } = vfio_iommu_type1_dma_map;
  // struct vfio_iommu_type1_dma_map { __u32 argsz; __u32 flags; __u64 vaddr; __u64 iova; __u64 size; }
  return new Struct(vfio_iommu_type1_dma_map).set({ argsz, flags, vaddr: address, iova, size: BigInt(sizeBytes) })
    .bytes;
}

function unmapStruct(iova: bigint, sizeBytes: number, flags: number) {
  const { size: argsz } = vfio_iommu_type1_dma_unmap;
  // struct vfio_iommu_type1_dma_unmap { __u32 argsz; __u32 flags; __u64 iova; __u64 size; __u8 data[]; }
  return new Struct(vfio_iommu_type1_dma_unmap).set({ argsz, flags, iova, size: BigInt(sizeBytes) });
}
