/**
 * The capability chain that VFIO hangs behind an info struct: headers linked by offsets from the struct's start.
 *
 * The offsets are the kernel's, but nothing here depends on them being good: every header must lie behind the fixed
 * part and within the answer, and be further than the last one, so a loop ends the walk instead of us.
 * Source: include/uapi/linux/vfio.h, struct vfio_info_cap_header; offsets grow, drivers/vfio/vfio_main.c
 * vfio_info_cap_add.
 */
import { Struct } from './struct.ts';
import { vfio_info_cap_header } from './vfio-structs.ts';

export type Capability = {
  id: number;
  version: number /** From its header to the end of the answer. */;
  bytes: Buffer;
};

/** The chain was cut at a header that cannot be: the capabilities before it are good. */
export type CapabilityChain = { capabilities: Capability[]; isCut: boolean };

/** @param answer the whole struct with all that follows it. @param fixedBytes size of the struct without capabilities. */
export function readCapabilityChain(answer: Buffer, firstOffset: number, fixedBytes: number): CapabilityChain {
  const capabilities: Capability[] = [];
  let least = fixedBytes;
  for (let at = firstOffset; at !== 0; ) {
    if (at < least || at + vfio_info_cap_header.size > answer.length) return { capabilities, isCut: true };
    const header = new Struct(vfio_info_cap_header, answer, at);
    capabilities.push({ id: header.get('id'), version: header.get('version'), bytes: answer.subarray(at) });
    least = at + vfio_info_cap_header.size;
    at = header.get('next');
  }
  return { capabilities, isCut: false };
}
