/** Operations on memory as a guest would have it. */
import { allocateMemory, type MemorySpec } from '../../memory/allocate.ts';
import { Mapping, type Protection } from '../../memory/mapping.ts';
import { prefault } from '../../memory/prefault.ts';
import type { Handlers } from '../context.ts';
import type { Handle } from '../handles.ts';

export type MemoryHandle = Handle<'memory'>;

type Part = { memory: MemoryHandle; offsetBytes: number; sizeBytes: number };

export type MemoryOperations = {
  'memory.allocate': {
    request: MemorySpec;
    answer: { memory: MemoryHandle; sizeBytes: number; pageSizeBytes: number };
    progress: never;
  };
  /** Gives it its pages. A cancel leaves those that it has. */
  'memory.prefault': {
    request: { memory: MemoryHandle; threads?: number; access?: 'read' | 'write' };
    answer: { elapsedMs: number };
    progress: { doneBytes: number; totalBytes: number };
  };
  'memory.protect': { request: { memory: MemoryHandle; protection: Protection }; answer: null; progress: never };
  /** Makes a hole of whole pages. */
  'memory.punch': { request: Part; answer: null; progress: never };
  /** mlock. One call into the kernel: a cancel in the middle of it ends the process. */
  'memory.lock': { request: { memory: MemoryHandle }; answer: { elapsedMs: number }; progress: never };
  'memory.unlock': { request: { memory: MemoryHandle }; answer: null; progress: never };
  /** A copy of at most 16 MiB. */
  'memory.read': { request: Part; answer: Uint8Array; progress: never };
  'memory.write': {
    request: { memory: MemoryHandle; offsetBytes: number; bytes: Uint8Array };
    answer: null;
    progress: never;
  };
  /** Unmap it from devices first: what is pinned stays until then. */
  'memory.free': { request: { memory: MemoryHandle }; answer: null; progress: never };
};

const MOST_BYTES_A_MESSAGE = 16 << 20;

export const memoryOperations: Handlers<MemoryOperations> = {
  'memory.allocate': (spec, { kernel, handles }) => {
    const mapping = allocateMemory(kernel, spec);
    const { sizeBytes, pageSizeBytes } = mapping;
    return { memory: handles.add<'memory'>(mapping), sizeBytes, pageSizeBytes };
  },
  'memory.prefault': async ({ memory, threads, access }, { kernel, handles, signal, report }) => {
    const mapping = handles.get(memory, Mapping);
    const totalBytes = mapping.sizeBytes;
    return await timed(() =>
      prefault(kernel, mapping, {
        signal,
        onProgress: doneBytes => report({ doneBytes, totalBytes }),
        ...(threads === undefined ? {} : { threads }),
        ...(access === undefined ? {} : { access }),
      }),
    );
  },
  'memory.protect': ({ memory, protection }, { handles }) => {
    handles.get(memory, Mapping).protect(protection);
    return null;
  },
  'memory.punch': ({ memory, offsetBytes, sizeBytes }, { handles }) => {
    handles.get(memory, Mapping).punch(offsetBytes, sizeBytes);
    return null;
  },
  'memory.lock': async ({ memory }, { handles }) => await timed(() => handles.get(memory, Mapping).lock()),
  'memory.unlock': ({ memory }, { handles }) => {
    handles.get(memory, Mapping).unlock();
    return null;
  },
  'memory.read': ({ memory, offsetBytes, sizeBytes }, { handles }) => {
    if (sizeBytes > MOST_BYTES_A_MESSAGE) throw new RangeError(`${sizeBytes} bytes are too many for one message`);
    return handles.get(memory, Mapping).read(offsetBytes, sizeBytes);
  },
  'memory.write': ({ memory, offsetBytes, bytes }, { handles }) => {
    handles.get(memory, Mapping).write(offsetBytes, bytes);
    return null;
  },
  'memory.free': async ({ memory }, { handles }) => {
    await handles.take(memory, Mapping).release();
    return null;
  },
};

export async function timed(run: () => Promise<unknown>): Promise<{ elapsedMs: number }> {
  const start = performance.now();
  await run();
  return { elapsedMs: performance.now() - start };
}
