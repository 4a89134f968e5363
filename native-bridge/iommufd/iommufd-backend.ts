/** The DMA backend over iommufd and device nodes: QEMU's `-object iommufd`. */
import type { AssignableFunction, DmaBackend, DmaMap, IovaRange } from '../dma-backend.ts';
import type { Kernel } from '../kernel-calls.ts';
import type { VfioDevice } from '../vfio/device.ts';
import type { Ioas } from './ioas.ts';
import { type AccountingMode, IommuFd } from './iommu-fd.ts';
import { VfioCdev } from './vfio-cdev.ts';

export class IommufdBackend implements DmaBackend {
  readonly kind = 'iommufd';
  readonly iommu: IommuFd;
  readonly ioas: Ioas;
  readonly #kernel: Kernel;
  readonly #devices = new Map<string, number>();
  readonly #owned = new DisposableStack();

  /**
   * @param accounting absent: the kernel's, which is by user.
   * @throws SyscallError ENOENT without the iommufd module, EACCES, EPERM for `process` without CAP_SYS_RESOURCE.
   */
  constructor(kernel: Kernel, accounting?: AccountingMode) {
    using undo = new DisposableStack();
    this.#kernel = kernel;
    this.iommu = undo.use(new IommuFd(kernel));
    if (accounting !== undefined) this.iommu.setAccounting(accounting);
    this.ioas = undo.use(this.iommu.allocateIoas());
    this.#owned.use(undo.move());
  }

  async attach({ bdf, cdevPath }: AssignableFunction): Promise<VfioDevice> {
    if (cdevPath === null) throw new Error(`${bdf} has no device node, so iommufd cannot take it.`);
    using undo = new DisposableStack();
    const cdev = undo.use(new VfioCdev(this.#kernel, cdevPath, bdf));
    const id = await cdev.bind(this.iommu);
    await cdev.attach(this.ioas.id);
    undo.move();
    this.#devices.set(bdf, id);
    return this.#owned.use(cdev.device());
  }

  /** The id that this iommufd knows the function by, for hwInfo and allocateHwpt. undefined: it is not attached. */
  deviceId(bdf: string): number | undefined {
    return this.#devices.get(bdf);
  }

  iovaRanges(): IovaRange[] {
    return this.ioas.allowedIovas().ranges;
  }

  pageSizes(): bigint[] {
    return [this.ioas.allowedIovas().alignmentBytes];
  }

  dmaEntriesAvailable(): null {
    return null;
  }

  map(request: DmaMap): void {
    this.ioas.map(request);
  }

  async mapInBackground(request: DmaMap): Promise<void> {
    await this.ioas.mapInBackground(request);
  }

  unmap(iova: bigint, sizeBytes: number): number {
    return this.ioas.unmap(iova, sizeBytes);
  }

  async unmapInBackground(iova: bigint, sizeBytes: number): Promise<number> {
    return await this.ioas.unmapInBackground(iova, sizeBytes);
  }

  /** Devices, which detaches them, then the address space, then /dev/iommu. */
  [Symbol.dispose](): void {
    this.#owned.dispose();
  }
}
