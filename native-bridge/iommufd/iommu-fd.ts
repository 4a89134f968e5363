/**
 * iommufd: the character device /dev/iommu, whose objects (address spaces, devices, hardware page tables) have ids.
 * Source: Linux Documentation/userspace-api/iommufd.rst; include/uapi/linux/iommufd.h; drivers/iommu/iommufd/main.c.
 */
import type { Kernel } from '../kernel-calls.ts';
import { OwnedFd } from '../owned-fd.ts';
import { offered } from '../syscall-error.ts';
import {
  IOMMU_HWPT_ALLOC_DIRTY_TRACKING,
  IOMMU_HWPT_ALLOC_NEST_PARENT,
  IOMMU_OPTION_HUGE_PAGES,
  IOMMU_OPTION_OP_GET,
  IOMMU_OPTION_OP_SET,
  IOMMU_OPTION_RLIMIT_MODE,
} from '../uapi/iommufd-constants.ts';
import { iommu_destroy, iommu_hwpt_alloc, iommu_ioas_alloc, iommu_option } from '../uapi/iommufd-structs.ts';
import { O_RDWR } from '../uapi/libc-constants.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import { type HwInfo, readHwInfo } from './hw-info.ts';
import { Ioas } from './ioas.ts';

const NODE = '/dev/iommu';

/** A hardware page table, destroyed with its owner. */
export class Hwpt implements Disposable {
  readonly id: number;
  readonly #iommu: IommuFd;

  constructor(iommu: IommuFd, id: number) {
    this.#iommu = iommu;
    this.id = id;
  }

  [Symbol.dispose](): void {
    this.#iommu.destroy(this.id);
  }
}

/** All processes of the user share one limit, or each process has its own. */
export type AccountingMode = 'user' | 'process';

export class IommuFd implements Disposable {
  readonly #kernel: Kernel;
  readonly #file: OwnedFd;

  /** @throws SyscallError ENOENT without the iommufd module, EACCES: the node is root's unless a udev rule says else. */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#file = new OwnedFd(kernel, kernel.open(NODE, O_RDWR));
  }

  get fd(): number {
    return this.#file.fd;
  }

  allocateIoas(): Ioas {
    const struct = new Struct(iommu_ioas_alloc).set({ size: iommu_ioas_alloc.size });
    this.#kernel.ioctl(this.fd, ioctls.IOMMU_IOAS_ALLOC, struct.bytes, NODE);
    return new Ioas(this.#kernel, this, struct.get('out_ioas_id'));
  }

  /** Of any kind. @throws SyscallError EBUSY while another object uses it, ENOENT when there is none of that id. */
  destroy(id: number): void {
    const struct = new Struct(iommu_destroy).set({ size: iommu_destroy.size, id });
    this.#kernel.ioctl(this.fd, ioctls.IOMMU_DESTROY, struct.bytes, `object ${id}`);
  }

  /**
   * Whose account pinned memory goes to: the user's (all processes of the user share one limit) or this process's.
   * Set it before any object exists.
   * @throws SyscallError EPERM without CAP_SYS_RESOURCE, EBUSY when objects exist; NotOfferedError.
   */
  setAccounting(mode: AccountingMode): void {
    this.#option(IOMMU_OPTION_RLIMIT_MODE, IOMMU_OPTION_OP_SET, 0, mode === 'process' ? 1n : 0n);
  }

  accounting(): AccountingMode {
    return this.#option(IOMMU_OPTION_RLIMIT_MODE, IOMMU_OPTION_OP_GET, 0, 0n) === 1n ? 'process' : 'user';
  }

  /** Whether contiguous pages of an IOAS are mapped as bigger ones. On unless switched off. */
  hugePages(ioas: Ioas): boolean {
    return this.#option(IOMMU_OPTION_HUGE_PAGES, IOMMU_OPTION_OP_GET, ioas.id, 0n) === 1n;
  }

  setHugePages(ioas: Ioas, isOn: boolean): void {
    this.#option(IOMMU_OPTION_HUGE_PAGES, IOMMU_OPTION_OP_SET, ioas.id, isOn ? 1n : 0n);
  }

  /** @param deviceId as VFIO's bind answered it. @throws NotOfferedError: Linux 6.8 has it. */
  hwInfo(deviceId: number): HwInfo {
    return readHwInfo(this.#kernel, this.fd, deviceId);
  }

  /**
   * A page table of this device's IOMMU over an IOAS. `nestParent` asks for one that a guest's own tables can be
   * nested under: its success is the proof that the host can nest.
   * @throws NotOfferedError by the kernel (it lacks the command) or by the hardware (EOPNOTSUPP).
   */
  allocateHwpt(deviceId: number, parentId: number, wish: { nestParent?: boolean; dirtyTracking?: boolean } = {}): Hwpt {
    const flags =
      (wish.nestParent === true ? IOMMU_HWPT_ALLOC_NEST_PARENT : 0) |
      (wish.dirtyTracking === true ? IOMMU_HWPT_ALLOC_DIRTY_TRACKING : 0);
    const struct = new Struct(iommu_hwpt_alloc);
    struct.set({ size: iommu_hwpt_alloc.size, flags, dev_id: deviceId, pt_id: parentId });
    offered(() => this.#kernel.ioctl(this.fd, ioctls.IOMMU_HWPT_ALLOC, struct.bytes, `device ${deviceId}`));
    return new Hwpt(this, struct.get('out_hwpt_id'));
  }

  #option(option_id: number, op: number, object_id: number, val64: bigint): bigint {
    const struct = new Struct(iommu_option).set({ size: iommu_option.size, option_id, op, object_id, val64 });
    const about = option_id === IOMMU_OPTION_RLIMIT_MODE ? 'RLIMIT_MODE' : `HUGE_PAGES of object ${object_id}`;
    offered(() => this.#kernel.ioctl(this.fd, ioctls.IOMMU_OPTION, struct.bytes, about));
    return struct.get('val64');
  }

  /** Takes all its objects with it. */
  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
