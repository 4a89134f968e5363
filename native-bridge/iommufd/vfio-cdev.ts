/**
 * A device through its own node, /dev/vfio/devices/vfioN, which needs an iommufd before it answers anything.
 * Source: include/uapi/linux/vfio.h; drivers/vfio/device_cdev.c; Linux Documentation/driver-api/vfio.rst, "VFIO Device cdev".
 */
import type { Kernel } from '../kernel-calls.ts';
import { OwnedFd } from '../owned-fd.ts';
import { O_RDWR } from '../uapi/libc-constants.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import {
  vfio_device_attach_iommufd_pt,
  vfio_device_bind_iommufd,
  vfio_device_detach_iommufd_pt,
} from '../uapi/vfio-structs.ts';
import { VfioDevice } from '../vfio/device.ts';
import type { IommuFd } from './iommu-fd.ts';

// The first versions of the structs, which every kernel takes: without the token's pointer, without the PASID.
const BIND_BYTES = vfio_device_bind_iommufd.fields.token_uuid_ptr.at;
const ATTACH_BYTES = vfio_device_attach_iommufd_pt.fields.pasid.at;
const DETACH_BYTES = vfio_device_detach_iommufd_pt.fields.pasid.at;

export class VfioCdev implements Disposable {
  readonly #kernel: Kernel;
  readonly #file: OwnedFd;
  readonly #bdf: string;

  /** @throws SyscallError ENOENT, EACCES: the node is root's unless a udev rule says else, ENODEV while it goes away. */
  constructor(kernel: Kernel, path: string, bdf: string) {
    this.#kernel = kernel;
    this.#bdf = bdf;
    this.#file = new OwnedFd(kernel, kernel.open(path, O_RDWR));
  }

  /**
   * Opens the device, which resets it, and takes its DMA ownership: on a thread of its own.
   * @returns the device's id in that iommufd.
   * @throws SyscallError EBUSY when its group is open or a host driver active, EPERM when interrupts are not isolated,
   * EINVAL when it is bound already (by another process too) or not cache-coherent, EACCES for a virtual function whose physical one wants a token.
   */
  async bind(iommu: IommuFd): Promise<number> {
    const struct = new Struct(vfio_device_bind_iommufd).set({ argsz: BIND_BYTES, iommufd: iommu.fd });
    await this.#kernel.background.ioctl(this.#file.fd, ioctls.VFIO_DEVICE_BIND_IOMMUFD, struct.bytes, this.#bdf);
    return struct.get('out_devid');
  }

  /**
   * @param pageTableId of an IOAS or a HWPT.
   * @throws SyscallError EINVAL when another device of its group is in another address space, EADDRINUSE when one of
   * its reserved regions is mapped already, ENOENT.
   */
  async attach(pageTableId: number): Promise<void> {
    const struct = new Struct(vfio_device_attach_iommufd_pt).set({ argsz: ATTACH_BYTES, pt_id: pageTableId });
    await this.#kernel.background.ioctl(this.#file.fd, ioctls.VFIO_DEVICE_ATTACH_IOMMUFD_PT, struct.bytes, this.#bdf);
  }

  detach(): void {
    const struct = new Struct(vfio_device_detach_iommufd_pt).set({ argsz: DETACH_BYTES });
    this.#kernel.ioctl(this.#file.fd, ioctls.VFIO_DEVICE_DETACH_IOMMUFD_PT, struct.bytes, this.#bdf);
  }

  /** The device's other calls, over the same descriptor: closing either closes both. Bind first. */
  device(): VfioDevice {
    return new VfioDevice(this.#kernel, this.#file, this.#bdf);
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
