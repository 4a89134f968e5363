/** Maps and unmaps memory some times through the bridge's calls, as map.c does in C. */
import { linuxKernel } from '../../../native-bridge/kernel.ts';
import { allocateMemory } from '../../../native-bridge/memory/allocate.ts';
import { prefault } from '../../../native-bridge/memory/prefault.ts';
import { Type1Backend } from '../../../native-bridge/vfio/type1-backend.ts';

/** `memory`: a file of that size in a tmpfs, filled. */
export type MapInput = { bdf: string; iommuGroup: number; memory: string; sizeBytes: number; times: number };
/** In seconds. */
export type MapTimes = { map: number; unmap: number }[];

const IOVA = 0x1_0000_0000n;
const WARM_UP = 200;

export default async function map({ bdf, iommuGroup, memory: path, sizeBytes, times }: MapInput): Promise<MapTimes> {
  const kernel = linuxKernel();
  using space = new Type1Backend(kernel);
  await space.attach({ bdf, iommuGroup, cdevPath: null });
  using memory = allocateMemory(kernel, { backing: { kind: 'file', path }, sizeBytes });
  await prefault(kernel, memory);
  const rights = { read: true, write: true };
  // The first calls of a function are interpreted, which C's are not; under emulation that is milliseconds.
  for (let n = 0; n < WARM_UP; n++) {
    space.map({ iova: IOVA, address: memory.addressAt(0), sizeBytes: kernel.pageSizeBytes, rights });
    space.unmap(IOVA, kernel.pageSizeBytes);
  }
  return Array.from({ length: times }, () => {
    const start = performance.now();
    space.map({ iova: IOVA, address: memory.addressAt(0), sizeBytes, rights });
    const mapped = performance.now();
    space.unmap(IOVA, sizeBytes);
    return { map: (mapped - start) / 1000, unmap: (performance.now() - mapped) / 1000 };
  });
}
