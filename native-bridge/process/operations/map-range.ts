/** Mapping much, in pieces: chunks of a long range, or many small mappings. */
import type { DmaBackend } from '../../dma-backend.ts';
import type { Mapping } from '../../memory/mapping.ts';
import { Pace } from '../../memory/pace.ts';
import { isErrno, SyscallError } from '../../syscall-error.ts';
import { describeFailure } from '../wire-error.ts';
import type { DmaOperations, MapOutcome } from './dma.ts';

type Run<N extends keyof DmaOperations> = {
  signal: AbortSignal;
  report: (progress: DmaOperations[N]['progress']) => void;
};

export async function mapRange(
  space: DmaBackend,
  memory: Mapping,
  request: DmaOperations['dma.map-range']['request'],
  { signal, report }: Run<'dma.map-range'>,
): Promise<MapOutcome> {
  const { offsetBytes, iova, sizeBytes: totalBytes, rights, findLimit = false } = request;
  const unitBytes = Math.max(memory.pageSizeBytes, Number(space.pageSizes()[0] ?? 0n));
  const pace = new Pace(unitBytes);
  const outcome: MapOutcome = { mappedBytes: 0, mappings: 0, elapsedMs: 0, failure: null };
  let mostBytes = totalBytes;
  while (outcome.mappedBytes < totalBytes) {
    signal.throwIfAborted();
    const done = outcome.mappedBytes;
    const sizeBytes = Math.min(pace.chunkBytes, mostBytes, totalBytes - done);
    const address = memory.addressAt(offsetBytes + done);
    const start = performance.now();
    try {
      await space.mapInBackground({ iova: iova + BigInt(done), address, sizeBytes, rights });
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      const smaller = Math.floor(sizeBytes / 2 / unitBytes) * unitBytes;
      if (!findLimit || !isErrno(error, 'ENOMEM') || smaller === 0) {
        return { ...outcome, failure: describeFailure(error) };
      }
      mostBytes = smaller;
      continue;
    }
    const tookMs = performance.now() - start;
    pace.took(tookMs);
    outcome.mappedBytes += sizeBytes;
    outcome.mappings += 1;
    outcome.elapsedMs += tookMs;
    report({ mappedBytes: outcome.mappedBytes, totalBytes, elapsedMs: outcome.elapsedMs });
  }
  return outcome;
}

/** How long the small mappings may hold up the messages of the process. */
const SLICE_MS = 10;

export async function fillEntries(
  space: DmaBackend,
  memory: Mapping,
  request: DmaOperations['dma.fill-entries']['request'],
  { signal, report }: Run<'dma.fill-entries'>,
): Promise<MapOutcome> {
  const { offsetBytes, iova, sizeBytes, strideBytes, count, rights } = request;
  const address = memory.addressAt(offsetBytes);
  const outcome: MapOutcome = { mappedBytes: 0, mappings: 0, elapsedMs: 0, failure: null };
  while (outcome.mappings < count) {
    signal.throwIfAborted();
    const start = performance.now();
    try {
      while (outcome.mappings < count && performance.now() - start < SLICE_MS) {
        space.map({ iova: iova + BigInt(outcome.mappings) * BigInt(strideBytes), address, sizeBytes, rights });
        outcome.mappings += 1;
        outcome.mappedBytes += sizeBytes;
      }
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      return { ...outcome, elapsedMs: outcome.elapsedMs + performance.now() - start, failure: describeFailure(error) };
    }
    outcome.elapsedMs += performance.now() - start;
    report({ mappings: outcome.mappings });
    await new Promise(resolve => setImmediate(resolve));
  }
  return outcome;
}
