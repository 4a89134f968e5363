/** A device of the FakeKernel: regions with bytes, interrupts, resets. Source: drivers/vfio/pci/vfio_pci_core.c. */
import type { IoctlArgument, IoctlRequest } from '../kernel-calls.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import * as constants from '../uapi/vfio-constants.ts';
import * as structs from '../uapi/vfio-structs.ts';
import { answerInfo, type FakeFile, Refusal, structOf, withCapabilities } from './fake-file.ts';

export type FakeRegion = {
  bytes: Buffer;
  /** VFIO_REGION_INFO_FLAG_*. */
  flags: number;
  sparse?: { offsetBytes: number; sizeBytes: number }[];
  type?: { type: number; subtype: number };
};

export type FakeDevice = {
  bdf: string;
  cdevPath?: string;
  canReset?: boolean;
  /** By index; undefined: the device has no such region. */
  regions?: (FakeRegion | undefined)[];
  /** By index; undefined: no such interrupt. */
  irqs?: ({ count: number; flags: number } | undefined)[];
  /** Functions that a hot reset takes along. Absent: no hot reset. */
  hotReset?: { segment: number; bus: number; devfn: number; id: number }[];
  /** Bytes that this kernel's vfio_device_info has behind what we know, without capabilities. */
  extraInfoBytes?: number;
};

const REGION_SHIFT = 40n;

export class FakeDeviceFile implements FakeFile {
  readonly #device: FakeDevice;
  readonly #hasIds: boolean;

  /** @param hasIds opened through its own node: a hot reset then speaks of ids instead of groups. */
  constructor(device: FakeDevice, { hasIds }: { hasIds: boolean }) {
    this.#device = device;
    this.#hasIds = hasIds;
  }

  ioctl(request: IoctlRequest, argument: IoctlArgument): number | undefined {
    switch (request) {
      case ioctls.VFIO_DEVICE_GET_INFO:
        return this.#info(argument);
      case ioctls.VFIO_DEVICE_GET_REGION_INFO:
        return this.#regionInfo(argument);
      case ioctls.VFIO_DEVICE_GET_IRQ_INFO:
        return this.#irqInfo(new Struct(structs.vfio_irq_info, structOf(argument)));
      case ioctls.VFIO_DEVICE_RESET:
        if (this.#device.canReset !== true) throw new Refusal('EINVAL');
        return 0;
      case ioctls.VFIO_DEVICE_GET_PCI_HOT_RESET_INFO:
        return this.#hotReset(new Struct(structs.vfio_pci_hot_reset_info, structOf(argument)));
      default:
        return undefined;
    }
  }

  readAt(offset: bigint, sizeBytes: number): Buffer {
    const { bytes } = this.#region(Number(offset >> REGION_SHIFT));
    const at = Number(offset & ((1n << REGION_SHIFT) - 1n));
    return bytes.subarray(at, at + sizeBytes);
  }

  writeAt(offset: bigint, bytes: Uint8Array): number {
    const at = Number(offset & ((1n << REGION_SHIFT) - 1n));
    const region = this.#region(Number(offset >> REGION_SHIFT));
    if ((region.flags & constants.VFIO_REGION_INFO_FLAG_WRITE) === 0) throw new Refusal('EINVAL');
    region.bytes.set(bytes, at);
    return bytes.length;
  }

  #region(index: number): FakeRegion {
    const region = this.#device.regions?.[index];
    if (!region) throw new Refusal('EINVAL');
    return region;
  }

  #info(argument: IoctlArgument): number {
    const { canReset, regions = [], irqs = [], extraInfoBytes = 0 } = this.#device;
    const info = new Struct(structs.vfio_device_info).set({
      flags: constants.VFIO_DEVICE_FLAGS_PCI | (canReset === true ? constants.VFIO_DEVICE_FLAGS_RESET : 0),
      num_regions: regions.length,
      num_irqs: irqs.length,
    });
    const full = Buffer.concat([info.bytes, Buffer.alloc(extraInfoBytes, 0xff)]);
    return answerInfo(argument, full, info.bytes.length, structs.vfio_device_info.fields.cap_offset.at);
  }

  #regionInfo(argument: IoctlArgument): number {
    const index = new Struct(structs.vfio_region_info, structOf(argument)).get('index');
    const { bytes, flags, sparse, type } = this.#region(index);
    const capabilities = [
      ...(sparse ? [{ id: constants.VFIO_REGION_INFO_CAP_SPARSE_MMAP, body: sparseBody(sparse) }] : []),
      ...(type ? [{ id: constants.VFIO_REGION_INFO_CAP_TYPE, body: typeBody(type) }] : []),
    ];
    const info = new Struct(structs.vfio_region_info).set({
      flags: flags | (capabilities.length > 0 ? constants.VFIO_REGION_INFO_FLAG_CAPS : 0),
      index,
      size: BigInt(bytes.length),
      offset: BigInt(index) << REGION_SHIFT,
    });
    const capAt = structs.vfio_region_info.fields.cap_offset.at;
    return answerInfo(argument, withCapabilities(info.bytes, capAt, capabilities), info.layout.size, capAt);
  }

  #irqInfo(struct: Struct<typeof structs.vfio_irq_info.fields>): number {
    const irq = this.#device.irqs?.[struct.get('index')];
    if (!irq) throw new Refusal('EINVAL');
    struct.set(irq);
    return 0;
  }

  #hotReset(struct: Struct<typeof structs.vfio_pci_hot_reset_info.fields>): number {
    const { hotReset } = this.#device;
    if (!hotReset) throw new Refusal('ENODEV');
    struct.set({ count: hotReset.length });
    const { size } = structs.vfio_pci_dependent_device;
    if (struct.get('argsz') < structs.vfio_pci_hot_reset_info.size + hotReset.length * size)
      throw new Refusal('ENOSPC');
    const { VFIO_PCI_HOT_RESET_FLAG_DEV_ID: ids, VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED: owned } = constants;
    const isAllOwned = hotReset.every(({ id }) => id !== constants.VFIO_PCI_DEVID_NOT_OWNED);
    struct.set({ flags: this.#hasIds ? ids | (isAllOwned ? owned : 0) : 0 });
    for (const [index, { segment, bus, devfn, id }] of hotReset.entries()) {
      const device = new Struct(structs.vfio_pci_dependent_device, struct.get('devices'), index * size);
      device.set({ group_id: id, segment, bus, devfn });
    }
    return 0;
  }
}

function sparseBody(areas: { offsetBytes: number; sizeBytes: number }[]): Buffer {
  const body = Buffer.alloc(8 + areas.length * 16); // { __u32 nr_areas; __u32 reserved; struct { __u64 offset, size; } areas[]; }
  body.writeUInt32LE(areas.length, 0);
  for (const [index, { offsetBytes, sizeBytes }] of areas.entries()) {
    body.writeBigUInt64LE(BigInt(offsetBytes), 8 + index * 16);
    body.writeBigUInt64LE(BigInt(sizeBytes), 16 + index * 16);
  }
  return body;
}

function typeBody({ type, subtype }: { type: number; subtype: number }): Buffer {
  const body = Buffer.alloc(8); // { __u32 type; __u32 subtype; }
  body.writeUInt32LE(type, 0);
  body.writeUInt32LE(subtype, 4);
  return body;
}
