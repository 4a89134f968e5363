/** The kernel's log of this boot, as far as it speaks of VFIO, IOMMUs, BARs and resets. */
import { z } from 'zod';
import { count } from './scalars.ts';

export const kernelLog = z.object({
  /** The command that printed it. */
  source: z.string(),
  /** Lines read in all. */
  totalLines: count,
  /** The log's beginning or middle was left out, because it is too long or the kernel had overwritten it. */
  isTruncated: z.boolean(),
  lines: z.array(
    z.object({
      /** Since boot; null: the line has no time. */
      seconds: z.number().nonnegative().nullable(),
      text: z.string(),
    }),
  ),
  /** Lines of a kind about one function beyond those kept: a storm of faults must not crowd out the rest. */
  repeats: z.array(z.object({ kind: z.string(), address: z.string().nullable(), leftOut: count })),
});
export type KernelLog = z.infer<typeof kernelLog>;
