/** The DMA backend over a VFIO container: for hosts without iommufd, and what QEMU uses unless told otherwise. */
import type { AssignableFunction, DmaBackend, DmaMap, IovaRange } from '../dma-backend.ts';
import type { Kernel } from '../kernel-calls.ts';
import { VfioContainer } from './container.ts';
import type { VfioDevice } from './device.ts';
import { NotViableError } from './errors.ts';
import { VfioGroup } from './group.ts';

export class Type1Backend implements DmaBackend {
  readonly kind = 'vfio-type1';
  readonly container: VfioContainer;
  readonly #kernel: Kernel;
  readonly #groups = new Map<number, VfioGroup>();
  readonly #owned = new DisposableStack();

  /** @throws SyscallError ENOENT without the vfio module, EACCES. */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.container = this.#owned.use(new VfioContainer(kernel));
  }

  async attach({ bdf, iommuGroup }: AssignableFunction): Promise<VfioDevice> {
    const group = this.#groups.get(iommuGroup) ?? (await this.#join(iommuGroup));
    return this.#owned.use(await group.openDevice(bdf));
  }

  async #join(iommuGroup: number): Promise<VfioGroup> {
    using undo = new DisposableStack();
    const group = undo.use(new VfioGroup(this.#kernel, iommuGroup));
    if (!group.status().isViable) throw new NotViableError(iommuGroup);
    group.setContainer(this.container);
    if (this.#groups.size === 0) await this.container.setIommu();
    undo.move();
    this.#groups.set(iommuGroup, group);
    return this.#owned.use(group);
  }

  iovaRanges(): IovaRange[] {
    return this.container.info().iovaRanges ?? [];
  }

  pageSizes(): bigint[] {
    return this.container.info().pageSizes;
  }

  dmaEntriesAvailable(): number | null {
    return this.container.info().dmaEntriesAvailable;
  }

  map(request: DmaMap): void {
    this.container.map(request);
  }

  async mapInBackground(request: DmaMap): Promise<void> {
    await this.container.mapInBackground(request);
  }

  unmap(iova: bigint, sizeBytes: number): number {
    return this.container.unmap(iova, sizeBytes);
  }

  async unmapInBackground(iova: bigint, sizeBytes: number): Promise<number> {
    return await this.container.unmapInBackground(iova, sizeBytes);
  }

  /** Devices, then groups, then the container, which takes all mappings with it. */
  [Symbol.dispose](): void {
    this.#owned.dispose();
  }
}
