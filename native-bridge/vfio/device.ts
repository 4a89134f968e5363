/**
 * A device that VFIO has given us: its info, regions, interrupts and resets. The same calls whether it was opened
 * through its group or its own node. Source: include/uapi/linux/vfio.h; drivers/vfio/pci/vfio_pci_core.c.
 */
import type { Kernel } from '../kernel-calls.ts';
import { Mapping } from '../memory/mapping.ts';
import type { OwnedFd } from '../owned-fd.ts';
import { isErrno } from '../syscall-error.ts';
import { askGrowing } from '../uapi/ask-growing.ts';
import { MAP_SHARED, PROT_READ, PROT_WRITE } from '../uapi/libc-constants.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import { vfio_device_info, vfio_irq_info, vfio_region_info } from '../uapi/vfio-structs.ts';
import { type DeviceInfo, type IrqInfo, parseDeviceInfo, parseIrqInfo } from './device-info.ts';
import { type HotResetInfo, readHotResetInfo } from './hot-reset-info.ts';
import { parseRegionInfo, type RegionInfo } from './region-info.ts';

export class VfioDevice implements Disposable {
  readonly bdf: string;
  readonly #kernel: Kernel;
  readonly #file: OwnedFd;

  /** Takes over the descriptor. */
  constructor(kernel: Kernel, file: OwnedFd, bdf: string) {
    this.bdf = bdf;
    this.#kernel = kernel;
    this.#file = file;
  }

  info(): DeviceInfo {
    const known = Buffer.alloc(vfio_device_info.size);
    return parseDeviceInfo(askGrowing(this.#kernel, this.#file.fd, ioctls.VFIO_DEVICE_GET_INFO, known, this.bdf));
  }

  /** @throws SyscallError EINVAL when the device has no such region. */
  region(index: number): RegionInfo {
    const known = new Struct(vfio_region_info).set({ index }).bytes;
    const request = ioctls.VFIO_DEVICE_GET_REGION_INFO;
    return parseRegionInfo(askGrowing(this.#kernel, this.#file.fd, request, known, `${this.bdf}, region ${index}`));
  }

  /** Those that the device has; a region of size zero is one that it could have and has not. */
  regions(): RegionInfo[] {
    return this.#existing(this.info().regionCount, index => this.region(index));
  }

  /** @throws SyscallError EINVAL when the device has no such interrupt. */
  irq(index: number): IrqInfo {
    const known = new Struct(vfio_irq_info).set({ index }).bytes;
    const request = ioctls.VFIO_DEVICE_GET_IRQ_INFO;
    return parseIrqInfo(askGrowing(this.#kernel, this.#file.fd, request, known, `${this.bdf}, interrupt ${index}`));
  }

  irqs(): IrqInfo[] {
    return this.#existing(this.info().irqCount, index => this.irq(index));
  }

  /** @throws SyscallError EINVAL when the function has no reset of its own, EAGAIN when its lock is held. */
  async reset(): Promise<void> {
    await this.#kernel.background.ioctl(this.#file.fd, ioctls.VFIO_DEVICE_RESET, 0n, this.bdf);
  }

  /** What a reset of the slot or bus would take along. @throws SyscallError ENODEV when neither can be reset. */
  hotResetInfo(): HotResetInfo {
    return readHotResetInfo(this.#kernel, this.#file.fd, this.bdf);
  }

  /** @returns the bytes read: fewer at the region's end. @throws SyscallError EIO when the device does not answer. */
  readRegion(region: RegionInfo, offsetBytes: number, sizeBytes: number): Buffer {
    const into = Buffer.alloc(sizeBytes);
    const at = region.fileOffset + BigInt(offsetBytes);
    return into.subarray(0, this.#kernel.pread(this.#file.fd, into, at, `${this.bdf}, ${region.name}`));
  }

  /** @returns how many bytes the device took. */
  writeRegion(region: RegionInfo, offsetBytes: number, bytes: Uint8Array): number {
    const at = region.fileOffset + BigInt(offsetBytes);
    return this.#kernel.pwrite(this.#file.fd, bytes, at, `${this.bdf}, ${region.name}`);
  }

  /** Maps one area of `mappableAreas`, so that another device can be given access to it. */
  mapRegion(region: RegionInfo, area: { offsetBytes: number; sizeBytes: number }): Mapping {
    const { sizeBytes } = area;
    const protection = region.isWritable ? 'read-write' : 'read';
    const address = this.#kernel.mmap(
      {
        sizeBytes,
        protection: region.isWritable ? PROT_READ | PROT_WRITE : PROT_READ,
        flags: MAP_SHARED,
        fd: this.#file.fd,
        offset: region.fileOffset + BigInt(area.offsetBytes),
      },
      `${this.bdf}, ${region.name}`,
    );
    const pageSizeBytes = this.#kernel.pageSizeBytes;
    return new Mapping(this.#kernel, {
      address,
      sizeBytes,
      pageSizeBytes,
      protection,
      backedBytes: sizeBytes,
      file: null,
    });
  }

  /** For the calls that join the device to an address space. */
  get fd(): number {
    return this.#file.fd;
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  // EINVAL is how the kernel says that this device lacks, say, a VGA region or an error interrupt.
  #existing<T>(count: number, ask: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => index).flatMap(index => {
      try {
        return [ask(index)];
      } catch (error) {
        if (isErrno(error, 'EINVAL')) return [];
        throw error;
      }
    });
  }
}
