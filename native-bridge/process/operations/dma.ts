/** Operations on what devices see: an address space, the functions in it, and memory mapped for them. */
import type { AssignableFunction, DmaBackend, DmaRights, IovaRange } from '../../dma-backend.ts';
import type { HwInfo } from '../../iommufd/hw-info.ts';
import type { AccountingMode } from '../../iommufd/iommu-fd.ts';
import { IommufdBackend } from '../../iommufd/iommufd-backend.ts';
import { Mapping } from '../../memory/mapping.ts';
import { Type1Backend } from '../../vfio/type1-backend.ts';
import type { Handlers } from '../context.ts';
import type { Handle, Handles } from '../handles.ts';
import type { SyscallFailure } from '../wire-error.ts';
import type { DeviceHandle } from './device.ts';
import { fillEntries, mapRange } from './map-range.ts';
import { type MemoryHandle, timed } from './memory.ts';

export type DmaHandle = Handle<'dma'>;

/** Nothing here is checked against the memory's size: the kernel's own answer to a bad range is worth asking for. */
export type MapRequest = {
  dma: DmaHandle;
  memory: MemoryHandle;
  offsetBytes: number;
  iova: bigint;
  sizeBytes: number;
  rights: DmaRights;
};

export type DmaInfo = {
  kind: DmaBackend['kind'];
  iovaRanges: IovaRange[];
  pageSizes: bigint[];
  /** null: no such limit, or a kernel that does not tell. */
  dmaEntriesAvailable: number | null;
};

export type MapOutcome = {
  mappedBytes: number;
  /** How many mappings that took. */
  mappings: number;
  /** In the kernel: without the waiting between two calls. */
  elapsedMs: number;
  /** What stopped it. What was mapped until then still is. null: all is mapped. */
  failure: SyscallFailure | null;
};

export type DmaOperations = {
  /** `iommufdAccounting` absent: the kernel's, by user. */
  'dma.open': {
    request: { kind: DmaBackend['kind']; iommufdAccounting?: AccountingMode };
    answer: { dma: DmaHandle };
    progress: never;
  };
  /** Opens a function, which resets it, and joins it to the address space. The device closes with it. */
  'dma.attach': {
    request: { dma: DmaHandle; target: AssignableFunction };
    answer: { device: DeviceHandle };
    progress: never;
  };
  'dma.info': { request: { dma: DmaHandle }; answer: DmaInfo; progress: never };
  /** One mapping, in one call. A cancel in the middle of it ends the process. */
  'dma.map': { request: MapRequest; answer: { elapsedMs: number }; progress: never };
  /**
   * Maps a long range in chunks that a cancel can come between. `findLimit`: on ENOMEM go on in ever smaller chunks,
   * so that `mappedBytes` is the most that the limit allows. A cancel leaves what is mapped: close the address space.
   */
  'dma.map-range': {
    request: MapRequest & { findLimit?: boolean };
    answer: MapOutcome;
    progress: { mappedBytes: number; totalBytes: number; elapsedMs: number };
  };
  /** Makes many mappings of the same `sizeBytes` of memory, `strideBytes` apart, until `count` or a refusal. */
  'dma.fill-entries': {
    request: MapRequest & { strideBytes: number; count: number };
    answer: MapOutcome;
    progress: { mappings: number };
  };
  /** All mappings within the range. type1 answers zero bytes where nothing was, iommufd refuses with ENOENT. */
  'dma.unmap': {
    request: { dma: DmaHandle; iova: bigint; sizeBytes: number };
    answer: { unmappedBytes: number; elapsedMs: number };
    progress: never;
  };
  'dma.close': { request: { dma: DmaHandle }; answer: null; progress: never };
  /** iommufd only: the registers of the IOMMU behind an attached function. */
  'iommufd.hw-info': { request: { dma: DmaHandle; bdf: string }; answer: HwInfo; progress: never };
  /** iommufd only: succeeds when a guest's page tables can be nested, else NotOfferedError says who cannot. */
  'iommufd.try-nesting': { request: { dma: DmaHandle; bdf: string }; answer: null; progress: never };
};

const backend = (handles: Handles, dma: DmaHandle): DmaBackend =>
  handles.get<Type1Backend | IommufdBackend>(dma, Type1Backend, IommufdBackend);

export const dmaOperations: Handlers<DmaOperations> = {
  'dma.open': ({ kind, iommufdAccounting }, { kernel, handles }) => ({
    dma: handles.add<'dma'>(
      kind === 'iommufd' ? new IommufdBackend(kernel, iommufdAccounting) : new Type1Backend(kernel),
    ),
  }),
  'dma.attach': async ({ dma, target }, { handles }) => ({
    device: handles.add<'device'>(await backend(handles, dma).attach(target)),
  }),
  'dma.info': ({ dma }, { handles }) => {
    const space = backend(handles, dma);
    return {
      kind: space.kind,
      iovaRanges: space.iovaRanges(),
      pageSizes: space.pageSizes(),
      dmaEntriesAvailable: space.dmaEntriesAvailable(),
    };
  },
  'dma.map': async ({ dma, memory, offsetBytes, ...range }, { handles }) => {
    const address = handles.get(memory, Mapping).addressAt(offsetBytes);
    return await timed(() => backend(handles, dma).mapInBackground({ ...range, address }));
  },
  'dma.map-range': async (request, { handles, signal, report }) =>
    await mapRange(backend(handles, request.dma), handles.get(request.memory, Mapping), request, { signal, report }),
  'dma.fill-entries': async (request, { handles, signal, report }) =>
    await fillEntries(backend(handles, request.dma), handles.get(request.memory, Mapping), request, { signal, report }),
  'dma.unmap': async ({ dma, iova, sizeBytes }, { handles }) => {
    const start = performance.now();
    const unmappedBytes = await backend(handles, dma).unmapInBackground(iova, sizeBytes);
    return { unmappedBytes, elapsedMs: performance.now() - start };
  },
  'dma.close': ({ dma }, { handles }) => {
    handles.take<Type1Backend | IommufdBackend>(dma, Type1Backend, IommufdBackend)[Symbol.dispose]();
    return null;
  },
  'iommufd.hw-info': ({ dma, bdf }, { handles }) => {
    const space = handles.get(dma, IommufdBackend);
    return space.iommu.hwInfo(attachedId(space, bdf));
  },
  'iommufd.try-nesting': ({ dma, bdf }, { handles }) => {
    const space = handles.get(dma, IommufdBackend);
    space.iommu.allocateHwpt(attachedId(space, bdf), space.ioas.id, { nestParent: true })[Symbol.dispose]();
    return null;
  },
};

function attachedId(space: IommufdBackend, bdf: string): number {
  const id = space.deviceId(bdf);
  if (id === undefined) throw new RangeError(`${bdf} is not attached`);
  return id;
}
