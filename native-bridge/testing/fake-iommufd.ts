/** iommufd as the FakeKernel has it. Source: drivers/iommu/iommufd/{ioas,main}.c. */
import type { IoctlArgument, IoctlRequest } from '../kernel-calls.ts';
import * as constants from '../uapi/iommufd-constants.ts';
import * as structs from '../uapi/iommufd-structs.ts';
import { ioctls } from '../uapi/requests.ts';
import { Struct } from '../uapi/struct.ts';
import { type FakeDma, FakeSpace } from './fake-dma.ts';
import { type FakeFile, Refusal, structOf } from './fake-file.ts';
import type { FakeMemory } from './fake-memory.ts';

type Options = {
  canNest?: boolean;
  /** Requests by name that this kernel does not know. */
  lacks?: string[];
};

type Objects = FakeSpace | 'device' | 'hwpt';

export class FakeIommufd implements FakeFile {
  readonly #dma: FakeDma;
  readonly #memory: FakeMemory;
  readonly #options: Options;
  readonly #objects = new Map<number, Objects>();
  readonly #optionValues = new Map<string, bigint>();
  #nextId = 1;

  constructor(dma: FakeDma, memory: FakeMemory, options: Options) {
    this.#dma = dma;
    this.#memory = memory;
    this.#options = options;
  }

  addDevice(_device: unknown): number {
    return this.#add('device');
  }

  ioctl(request: IoctlRequest, argument: IoctlArgument): number | undefined {
    if (this.#options.lacks?.includes(request.name) === true) return undefined;
    const bytes = structOf(argument);
    // What the kernel checks first of every struct: that it is as long as it says.
    if (bytes.readUInt32LE(0) !== bytes.length) throw new Refusal('EINVAL');
    switch (request) {
      case ioctls.IOMMU_IOAS_ALLOC:
        new Struct(structs.iommu_ioas_alloc, bytes).set({
          out_ioas_id: this.#add(new FakeSpace(this.#dma, 'pinnedBytes')),
        });
        return 0;
      case ioctls.IOMMU_DESTROY:
        return this.#destroy(new Struct(structs.iommu_destroy, bytes).get('id'));
      case ioctls.IOMMU_IOAS_IOVA_RANGES:
        return this.#ranges(new Struct(structs.iommu_ioas_iova_ranges, bytes));
      case ioctls.IOMMU_IOAS_MAP:
        return this.#map(new Struct(structs.iommu_ioas_map, bytes));
      case ioctls.IOMMU_IOAS_COPY:
        return this.#copy(new Struct(structs.iommu_ioas_copy, bytes));
      case ioctls.IOMMU_IOAS_UNMAP:
        return this.#unmap(new Struct(structs.iommu_ioas_unmap, bytes));
      case ioctls.IOMMU_OPTION:
        return this.#option(new Struct(structs.iommu_option, bytes));
      case ioctls.IOMMU_GET_HW_INFO:
        return this.#hwInfo(new Struct(structs.iommu_hw_info, bytes));
      case ioctls.IOMMU_HWPT_ALLOC:
        if (this.#options.canNest !== true) throw new Refusal('EOPNOTSUPP');
        new Struct(structs.iommu_hwpt_alloc, bytes).set({ out_hwpt_id: this.#add('hwpt') });
        return 0;
      default:
        return undefined;
    }
  }

  closed(): void {
    for (const id of this.#objects.keys()) this.#destroy(id);
  }

  #add(object: Objects): number {
    const id = this.#nextId++;
    this.#objects.set(id, object);
    return id;
  }

  #space(id: number): FakeSpace {
    const object = this.#objects.get(id);
    if (!(object instanceof FakeSpace)) throw new Refusal('ENOENT');
    return object;
  }

  #destroy(id: number): number {
    const object = this.#objects.get(id);
    if (object === undefined) throw new Refusal('ENOENT');
    if (object instanceof FakeSpace) object.drop();
    this.#objects.delete(id);
    return 0;
  }

  #ranges(struct: Struct<typeof structs.iommu_ioas_iova_ranges.fields>): number {
    this.#space(struct.get('ioas_id'));
    const { iovaRanges, pageSizes } = this.#dma.iommu;
    const room = struct.get('num_iovas');
    struct.set({ num_iovas: iovaRanges.length, out_iova_alignment: pageSizes & -pageSizes });
    if (room < iovaRanges.length) throw new Refusal('EMSGSIZE');
    const array = Buffer.alloc(iovaRanges.length * 16); // struct iommu_iova_range { __aligned_u64 start, last; }
    for (const [index, { first, last }] of iovaRanges.entries()) {
      array.writeBigUInt64LE(first, index * 16);
      array.writeBigUInt64LE(last, index * 16 + 8);
    }
    this.#memory.write(struct.get('allowed_iovas'), array);
    return 0;
  }

  #map(struct: Struct<typeof structs.iommu_ioas_map.fields>): number {
    const rights = rightsOf(struct.get('flags'));
    const [iova, address, sizeBytes] = [struct.get('iova'), struct.get('user_va'), Number(struct.get('length'))];
    this.#space(struct.get('ioas_id')).map({ iova, address, sizeBytes, rights });
    return 0;
  }

  #copy(struct: Struct<typeof structs.iommu_ioas_copy.fields>): number {
    const sizeBytes = Number(struct.get('length'));
    this.#space(struct.get('src_ioas_id')).checkMapped(struct.get('src_iova'), sizeBytes);
    // The pages were looked at when the source was mapped, and are counted there.
    const page = this.#memory.map(sizeBytes, 3, 0x22, null, 0n);
    const target = this.#space(struct.get('dst_ioas_id'));
    const rights = rightsOf(struct.get('flags'));
    target.map({ iova: struct.get('dst_iova'), address: page, sizeBytes, rights }, false);
    this.#memory.unmap(page, sizeBytes);
    return 0;
  }

  #unmap(struct: Struct<typeof structs.iommu_ioas_unmap.fields>): number {
    const bytes = this.#space(struct.get('ioas_id')).unmap(struct.get('iova'), Number(struct.get('length')), 'ENOENT');
    if (bytes === 0) throw new Refusal('ENOENT');
    struct.set({ length: BigInt(bytes) });
    return 0;
  }

  #option(struct: Struct<typeof structs.iommu_option.fields>): number {
    const [id, object] = [struct.get('option_id'), struct.get('object_id')];
    const isLimit = id === constants.IOMMU_OPTION_RLIMIT_MODE;
    if (!isLimit) this.#space(object);
    const key = `${id}:${object}`;
    if (struct.get('op') === constants.IOMMU_OPTION_OP_GET) {
      struct.set({ val64: this.#optionValues.get(key) ?? (isLimit ? 0n : 1n) });
      return 0;
    }
    if (isLimit && !this.#memory.isExempt) throw new Refusal('EPERM');
    if (isLimit && this.#objects.size > 0) throw new Refusal('EBUSY');
    this.#optionValues.set(key, struct.get('val64'));
    return 0;
  }

  #hwInfo(struct: Struct<typeof structs.iommu_hw_info.fields>): number {
    if (this.#objects.get(struct.get('dev_id')) !== 'device') throw new Refusal('ENOENT');
    const vtd = new Struct(structs.iommu_hw_info_vtd).set({ cap_reg: 0xd2_0084n, ecap_reg: 0xf0_10dfn });
    this.#memory.write(struct.get('data_uptr'), vtd.bytes);
    struct.set({
      data_len: vtd.bytes.length,
      out_data_type: constants.IOMMU_HW_INFO_TYPE_INTEL_VTD,
      out_max_pasid_log2: 20,
      out_capabilities: constants.IOMMU_HW_CAP_DIRTY_TRACKING,
    });
    return 0;
  }
}

function rightsOf(flags: number) {
  return {
    read: (flags & constants.IOMMU_IOAS_MAP_READABLE) !== 0,
    write: (flags & constants.IOMMU_IOAS_MAP_WRITEABLE) !== 0,
  };
}
