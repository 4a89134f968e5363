/** A VFIO group: the character device /dev/vfio/$GROUP. Source: include/uapi/linux/vfio.h; drivers/vfio/group.c. */
import type { Kernel } from '../kernel-calls.ts';
import { OwnedFd } from '../owned-fd.ts';
import { O_RDWR } from '../uapi/libc-constants.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import { VFIO_GROUP_FLAGS_CONTAINER_SET, VFIO_GROUP_FLAGS_VIABLE } from '../uapi/vfio-constants.ts';
import { vfio_group_status } from '../uapi/vfio-structs.ts';
import type { VfioContainer } from './container.ts';
import { VfioDevice } from './device.ts';

export class VfioGroup implements Disposable {
  readonly #kernel: Kernel;
  readonly #file: OwnedFd;
  readonly #path: string;
  readonly iommuGroup: number;

  /**
   * @throws SyscallError ENOENT when no member is on a VFIO driver, EACCES, EBUSY when another process holds the group
   * or one of its members, ENODEV while a driver lets go.
   */
  constructor(kernel: Kernel, iommuGroup: number) {
    if (!Number.isInteger(iommuGroup) || iommuGroup < 0) throw new RangeError(`${iommuGroup} is no IOMMU group`);
    this.#kernel = kernel;
    this.#path = `/dev/vfio/${iommuGroup}`;
    this.iommuGroup = iommuGroup;
    this.#file = new OwnedFd(kernel, kernel.open(this.#path, O_RDWR));
  }

  /** Flags are tested one by one: both are set once the group is in a container. */
  status(): { isViable: boolean; isInContainer: boolean } {
    const status = new Struct(vfio_group_status); // struct vfio_group_status { __u32 argsz; __u32 flags; }
    status.set({ argsz: vfio_group_status.size });
    this.#kernel.ioctl(this.#file.fd, ioctls.VFIO_GROUP_GET_STATUS, status.bytes, this.#path);
    const flags = status.get('flags');
    return {
      isViable: (flags & VFIO_GROUP_FLAGS_VIABLE) !== 0,
      isInContainer: (flags & VFIO_GROUP_FLAGS_CONTAINER_SET) !== 0,
    };
  }

  /** @throws SyscallError EINVAL when it is in one already, EBUSY when a host driver got active, EPERM for no-IOMMU. */
  setContainer(container: VfioContainer): void {
    const fd = Buffer.alloc(4); // __s32
    fd.writeInt32LE(container.fd);
    this.#kernel.ioctl(this.#file.fd, ioctls.VFIO_GROUP_SET_CONTAINER, fd, this.#path);
  }

  /** @throws SyscallError EBUSY while a device of it is open. */
  unsetContainer(): void {
    this.#kernel.ioctl(this.#file.fd, ioctls.VFIO_GROUP_UNSET_CONTAINER, 0n, this.#path);
  }

  /**
   * Opens a member, which resets it: on a thread of its own.
   * @throws SyscallError ENODEV when it is none of this group, EAGAIN when its reset lock is held, EINVAL before the
   * container has an IOMMU, EACCES or EINVAL for a virtual function whose physical one wants a token.
   */
  async openDevice(bdf: string): Promise<VfioDevice> {
    const name = Buffer.from(`${bdf}\0`, 'latin1'); // char name[]
    const fd = await this.#kernel.background.ioctl(this.#file.fd, ioctls.VFIO_GROUP_GET_DEVICE_FD, name, bdf);
    return new VfioDevice(this.#kernel, new OwnedFd(this.#kernel, fd), bdf);
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
