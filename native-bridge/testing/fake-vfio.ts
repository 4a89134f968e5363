/** VFIO as the FakeKernel has it: the container, groups, and device nodes. Source: drivers/vfio/{container,group}.c. */
import type { IoctlArgument, IoctlRequest } from '../kernel-calls.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import * as constants from '../uapi/vfio-constants.ts';
import * as structs from '../uapi/vfio-structs.ts';
import { type FakeDevice, FakeDeviceFile } from './fake-device.ts';
import { type FakeDma, FakeSpace } from './fake-dma.ts';
import { answerInfo, type FakeFile, Refusal, structOf, withCapabilities } from './fake-file.ts';
import { FakeIommufd } from './fake-iommufd.ts';

export type FakeGroup = {
  id: number;
  /** Absent: yes. */
  isViable?: boolean;
  devices: FakeDevice[];
};

const EXTENSIONS = [constants.VFIO_TYPE1_IOMMU, constants.VFIO_TYPE1v2_IOMMU, constants.VFIO_UNMAP_ALL];

export class FakeContainer implements FakeFile {
  groups = 0;
  readonly #dma: FakeDma;
  #space: FakeSpace | null = null;

  constructor(dma: FakeDma) {
    this.#dma = dma;
  }

  get hasIommu(): boolean {
    return this.#space !== null;
  }

  ioctl(request: IoctlRequest, argument: IoctlArgument): number | undefined {
    switch (request) {
      case ioctls.VFIO_GET_API_VERSION:
        return constants.VFIO_API_VERSION;
      case ioctls.VFIO_CHECK_EXTENSION:
        return EXTENSIONS.includes(Number(argument)) ? 1 : 0;
      case ioctls.VFIO_SET_IOMMU:
        if (this.groups === 0 || this.#space) throw new Refusal('EINVAL');
        this.#space = new FakeSpace(this.#dma, 'lockedBytes');
        return 0;
      case ioctls.VFIO_IOMMU_GET_INFO:
        return this.#info(this.#needSpace(), argument);
      case ioctls.VFIO_IOMMU_MAP_DMA:
        return this.#map(this.#needSpace(), new Struct(structs.vfio_iommu_type1_dma_map, structOf(argument)));
      case ioctls.VFIO_IOMMU_UNMAP_DMA:
        return this.#unmap(this.#needSpace(), new Struct(structs.vfio_iommu_type1_dma_unmap, structOf(argument)));
      default:
        return undefined;
    }
  }

  closed(): void {
    this.#space?.drop();
  }

  #needSpace(): FakeSpace {
    if (!this.#space) throw new Refusal('EINVAL');
    return this.#space;
  }

  #info(space: FakeSpace, argument: IoctlArgument): number {
    const { iommu } = this.#dma;
    const info = new Struct(structs.vfio_iommu_type1_info);
    info.set({
      flags: constants.VFIO_IOMMU_INFO_PGSIZES | constants.VFIO_IOMMU_INFO_CAPS,
      iova_pgsizes: iommu.pageSizes,
    });
    const ranges = Buffer.alloc(8 + iommu.iovaRanges.length * 16);
    ranges.writeUInt32LE(iommu.iovaRanges.length, 0);
    for (const [index, { first, last }] of iommu.iovaRanges.entries()) {
      ranges.writeBigUInt64LE(first, 8 + index * 16);
      ranges.writeBigUInt64LE(last, 16 + index * 16);
    }
    const avail = Buffer.alloc(4);
    avail.writeUInt32LE(iommu.entryLimit - space.count);
    const migration = Buffer.alloc(24);
    migration.writeBigUInt64LE(4096n, 8);
    migration.writeBigUInt64LE(1n << 28n, 16);
    const capAt = structs.vfio_iommu_type1_info.fields.cap_offset.at;
    const full = withCapabilities(info.bytes, capAt, [
      { id: constants.VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION, body: migration },
      { id: constants.VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL, body: avail },
      { id: constants.VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, body: ranges },
    ]);
    return answerInfo(argument, full, structs.vfio_iommu_type1_info.size, capAt);
  }

  #map(space: FakeSpace, struct: Struct<typeof structs.vfio_iommu_type1_dma_map.fields>): number {
    const flags = struct.get('flags');
    const rights = {
      read: (flags & constants.VFIO_DMA_MAP_FLAG_READ) !== 0,
      write: (flags & constants.VFIO_DMA_MAP_FLAG_WRITE) !== 0,
    };
    const [iova, address, sizeBytes] = [struct.get('iova'), struct.get('vaddr'), Number(struct.get('size'))];
    space.map({ iova, address, sizeBytes, rights });
    return 0;
  }

  #unmap(space: FakeSpace, struct: Struct<typeof structs.vfio_iommu_type1_dma_unmap.fields>): number {
    const isAll = (struct.get('flags') & constants.VFIO_DMA_UNMAP_FLAG_ALL) !== 0;
    const size = isAll ? Number.MAX_SAFE_INTEGER : Number(struct.get('size'));
    struct.set({ size: BigInt(space.unmap(struct.get('iova'), size, 'EINVAL')) });
    return 0;
  }
}

type Descriptors = { file: (fd: number) => FakeFile | undefined; add: (file: FakeFile) => number };

// A group is open once at a time, in the whole system.
const openGroups = new WeakSet<FakeGroup>();

export class FakeGroupFile implements FakeFile {
  readonly #group: FakeGroup;
  readonly #descriptors: Descriptors;
  #container: FakeContainer | null = null;

  constructor(group: FakeGroup, descriptors: Descriptors) {
    if (openGroups.has(group)) throw new Refusal('EBUSY');
    openGroups.add(group);
    this.#group = group;
    this.#descriptors = descriptors;
  }

  ioctl(request: IoctlRequest, argument: IoctlArgument): number | undefined {
    switch (request) {
      case ioctls.VFIO_GROUP_GET_STATUS: {
        const viable = this.#group.isViable === false ? 0 : constants.VFIO_GROUP_FLAGS_VIABLE;
        const inContainer = this.#container ? constants.VFIO_GROUP_FLAGS_CONTAINER_SET : 0;
        new Struct(structs.vfio_group_status, structOf(argument)).set({ flags: viable | inContainer });
        return 0;
      }
      case ioctls.VFIO_GROUP_SET_CONTAINER: {
        const container = this.#descriptors.file(structOf(argument).readInt32LE(0));
        if (!(container instanceof FakeContainer)) throw new Refusal('EBADFD');
        if (this.#container) throw new Refusal('EINVAL');
        if (this.#group.isViable === false) throw new Refusal('EBUSY');
        this.#container = container;
        container.groups += 1;
        return 0;
      }
      case ioctls.VFIO_GROUP_UNSET_CONTAINER:
        this.#leave();
        return 0;
      case ioctls.VFIO_GROUP_GET_DEVICE_FD: {
        if (!this.#container?.hasIommu) throw new Refusal('EINVAL');
        const name = structOf(argument).toString('latin1').replace(/\0.*$/s, '');
        const device = this.#group.devices.find(({ bdf }) => bdf === name);
        if (!device) throw new Refusal('ENODEV');
        return this.#descriptors.add(new FakeDeviceFile(device, { hasIds: false }));
      }
      default:
        return undefined;
    }
  }

  closed(): void {
    openGroups.delete(this.#group);
    this.#leave();
  }

  #leave(): void {
    if (this.#container) this.#container.groups -= 1;
    this.#container = null;
  }
}

/** The node of one device. It knows only how to be bound, until it is. */
export function openCdev(path: string, groups: FakeGroup[], file: Descriptors['file']): FakeFile | undefined {
  const group = groups.find(({ devices }) => devices.some(({ cdevPath }) => cdevPath === path));
  const device = group?.devices.find(({ cdevPath }) => cdevPath === path);
  if (!group || !device) return undefined;
  const bound = new FakeDeviceFile(device, { hasIds: true });
  let isBound = false;
  return {
    readAt: (offset, size) => bound.readAt(offset, size),
    writeAt: (offset, bytes) => bound.writeAt(offset, bytes),
    ioctl(request, argument) {
      if (request === ioctls.VFIO_DEVICE_BIND_IOMMUFD) {
        const struct = structOf(argument);
        const iommufd = file(struct.readInt32LE(structs.vfio_device_bind_iommufd.fields.iommufd.at));
        if (isBound || !(iommufd instanceof FakeIommufd)) throw new Refusal('EINVAL');
        if (openGroups.has(group) || group.isViable === false) throw new Refusal('EBUSY');
        isBound = true;
        struct.writeUInt32LE(iommufd.addDevice(device), structs.vfio_device_bind_iommufd.fields.out_devid.at);
        return 0;
      }
      if (!isBound) throw new Refusal('EINVAL');
      const isAttachment =
        request === ioctls.VFIO_DEVICE_ATTACH_IOMMUFD_PT || request === ioctls.VFIO_DEVICE_DETACH_IOMMUFD_PT;
      return isAttachment ? 0 : bound.ioctl(request, argument);
    },
  };
}
