/**
 * A little memory with an address, for the structs that hold a pointer to an array.
 *
 * A Buffer has an address too, but the garbage collector decides for how long; a mapping stays where it is until we
 * give it back.
 */
import type { Kernel } from '../kernel-calls.ts';
import { allocateMemory } from './allocate.ts';
import type { Mapping } from './mapping.ts';

/** Zeroed, at least `sizeBytes` long. */
export function scratch(kernel: Kernel, sizeBytes: number): Mapping {
  const pages = Math.max(1, Math.ceil(sizeBytes / kernel.pageSizeBytes));
  return allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: pages * kernel.pageSizeBytes });
}
