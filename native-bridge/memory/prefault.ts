/**
 * Gives memory its pages before anyone needs them, on several threads, as QEMU's `prealloc=on,prealloc-threads=N`.
 * Source: madvise(2) MADV_POPULATE_WRITE (Linux 5.14), QEMU util/oslib-posix.c.
 */
import type { Kernel } from '../kernel-calls.ts';
import { isErrno, NotOfferedError } from '../syscall-error.ts';
import { MADV_POPULATE_READ, MADV_POPULATE_WRITE } from '../uapi/libc-constants.ts';
import type { Mapping } from './mapping.ts';
import { Pace } from './pace.ts';

export type PrefaultOptions = {
  /** Absent: all of it. */
  range?: { offsetBytes: number; sizeBytes: number };
  /** `read` takes the zero page where memory was never written. Absent: `write`. */
  access?: 'read' | 'write';
  /** Absent: one. */
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (doneBytes: number) => void;
};

/**
 * @throws SyscallError ENOMEM, EFAULT (no memory for a page: HWPOISON or a file's end); NotOfferedError before Linux 5.14;
 * the signal's reason, once the chunks in flight have ended.
 */
export async function prefault(kernel: Kernel, memory: Mapping, options: PrefaultOptions = {}): Promise<void> {
  const { range = { offsetBytes: 0, sizeBytes: memory.sizeBytes }, threads = 1, signal, onProgress } = options;
  const advice = options.access === 'read' ? MADV_POPULATE_READ : MADV_POPULATE_WRITE;
  const end = range.offsetBytes + range.sizeBytes;
  // One failure stops the other threads at their next chunk.
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  let next = range.offsetBytes;
  let doneBytes = 0;

  const work = async () => {
    const pace = new Pace(memory.pageSizeBytes);
    for (;;) {
      if (next >= end || stop.aborted) return;
      const from = next;
      const sizeBytes = Math.min(pace.chunkBytes, end - from);
      next = from + sizeBytes;
      const start = performance.now();
      await kernel.background.madvise(memory.addressAt(from), sizeBytes, advice);
      pace.took(performance.now() - start);
      doneBytes += sizeBytes;
      onProgress?.(doneBytes);
    }
  };

  // All threads end before we answer: the caller may unmap the memory next.
  const ends = await Promise.allSettled(
    Array.from({ length: Math.max(1, threads) }, () =>
      work().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  const failure = ends.find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw explain(failure.reason);
  signal?.throwIfAborted();
}

/** An unknown advice is EINVAL, and so is a range that no caller of ours can pass: it is aligned and mapped. */
function explain(error: unknown): unknown {
  return isErrno(error, 'EINVAL') ? new NotOfferedError('madvise', error.errno, 'MADV_POPULATE', 'kernel') : error;
}
