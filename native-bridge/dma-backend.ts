/**
 * One address space that devices see, whichever way the host offers it: a VFIO container with the type1 IOMMU driver,
 * or an iommufd IOAS. Callers choose by what the host has and then speak these words only.
 */
import type { VfioDevice } from './vfio/device.ts';

/** One function as a VM takes it. */
export type AssignableFunction = {
  /** With segment, lower case: `0000:01:00.0`. */
  bdf: string;
  iommuGroup: number;
  /** `/dev/vfio/devices/vfioN`. null: the kernel has no such nodes, so only the container can take the function. */
  cdevPath: string | null;
};

/** Both ends inclusive. */
export type IovaRange = { first: bigint; last: bigint };

/** What the device may do with the memory. */
export type DmaRights = { read: boolean; write: boolean };

/** Passed to the kernel as it is, unchecked but for the types: what the kernel refuses is what the probes ask. */
export type DmaMap = { iova: bigint; address: bigint; sizeBytes: number; rights: DmaRights };

export interface DmaBackend extends Disposable {
  readonly kind: 'vfio-type1' | 'iommufd';

  /**
   * Opens the function and joins it to this address space. The kernel resets a function that is opened: ask the user
   * first. The device is closed with the backend, or earlier by its own dispose.
   * @throws SyscallError as the table of error codes of each call says; NotViableError for the type1 backend.
   */
  attach(target: AssignableFunction): Promise<VfioDevice>;

  /** Known once a function is attached: before, a container has no IOMMU, and an IOAS allows everything. */
  iovaRanges(): IovaRange[];
  /** Sizes that a mapping may be cut into, ascending. iommufd tells the smallest only. */
  pageSizes(): bigint[];
  /** Mappings that may still be made. null: no such limit, or a kernel that does not tell. */
  dmaEntriesAvailable(): number | null;

  /** Pins the memory and maps it. Blocks while it does: for small ranges. */
  map(request: DmaMap): void;
  /** As map, on a thread of its own. */
  mapInBackground(request: DmaMap): Promise<void>;

  /** @returns the bytes that were mapped there and are no more. type1 answers 0 where nothing was, iommufd throws ENOENT. */
  unmap(iova: bigint, sizeBytes: number): number;
  unmapInBackground(iova: bigint, sizeBytes: number): Promise<number>;
}

export const describeRange = (iova: bigint, sizeBytes: number) => `IOVA 0x${iova.toString(16)}, ${sizeBytes} bytes`;
