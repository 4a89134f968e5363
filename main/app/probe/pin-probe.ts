/**
 * The pin probe: allocates guest memory as QEMU would, maps it for the function, and holds what the kernel counts
 * against the prediction. Everything goes away with the session, however the probe ends.
 */
import type { Finding } from '../../../core/findings/finding.ts';
import { memlockNeed } from '../../../core/memory/memlock-need.ts';
import {
  countedBytes,
  estimatePin,
  isClean,
  type PinEstimate,
  type PinMeasurement,
} from '../../../core/probe/pin-result.ts';
import type { ProbeTarget } from '../../../core/probe/probe-target.ts';
import type { DmaInterface } from '../../../core/probe/region-case.ts';
import { counterOf, readCounter } from './counter.ts';
import { findingOfFailure } from './failure.ts';
import { placeIova } from './iova.ts';
import type { MemoryBacking, ProbeSession } from './session.ts';

export type PinProbeRequest = {
  target: ProbeTarget;
  by: DmaInterface;
  /** Of the whole machine: what the estimate is for. */
  guestBytes: number;
  /** Maps all of it; else a sample of 256 MiB. */
  isWhole: boolean;
  backing: MemoryBacking;
  numaNode: number | null;
  /** Threads that give the memory its pages, as prealloc-threads of QEMU. */
  threads: number;
  /** For the remedy of a limit that is too low. */
  userName: string | null;
};

export type PinProgress = { stage: 'fill' | 'map'; doneBytes: number; totalBytes: number };

export type PinProbeResult = {
  /** null: it did not get that far; the findings say why. */
  measured: PinMeasurement | null;
  estimate: PinEstimate | null;
  findings: Finding[];
};

const SAMPLE_BYTES = 256 * 1024 ** 2;

/** @throws the signal's reason when it is cancelled, within 100 ms. */
export async function* probePins(
  session: ProbeSession,
  request: PinProbeRequest,
  signal?: AbortSignal,
): AsyncGenerator<PinProgress, PinProbeResult, undefined> {
  const { target, by, guestBytes, isWhole, backing, numaNode, threads } = request;
  try {
    const { dma } = await session.call('dma.open', { kind: by }, { signal });
    await session.call('dma.attach', { dma, target }, { signal });
    const info = await session.call('dma.info', { dma }, { signal });
    const totalBytes = isWhole ? guestBytes : Math.min(SAMPLE_BYTES, guestBytes);
    const iova = placeIova(info, totalBytes);
    if (iova === null) {
      const refusal = { call: 'IOVA ranges', errno: 'ENOSPC', object: `${totalBytes} bytes in one piece` };
      return { measured: null, estimate: null, findings: [{ code: 'probe/refused', bdf: target.bdf, refusal }] };
    }
    const countedBeforeBytes = await readCounter(session, by);
    const spec = { backing, sizeBytes: totalBytes, ...(numaNode === null ? {} : { numaNode }) };
    const { memory } = await session.call('memory.allocate', spec, { signal });
    const fill = yield* progressOf(
      session.stream('memory.prefault', { memory, threads }, { signal }),
      ({ doneBytes }) => ({ stage: 'fill', doneBytes, totalBytes }),
    );
    const rights = { read: true, write: true };
    const range = { dma, memory, offsetBytes: 0, iova, sizeBytes: totalBytes, rights, findLimit: true };
    const mapped = yield* progressOf(session.stream('dma.map-range', range, { signal }), ({ mappedBytes }) => ({
      stage: 'map',
      doneBytes: mappedBytes,
      totalBytes,
    }));
    const countedWhileBytes = await readCounter(session, by);
    const unmap =
      mapped.mappedBytes > 0
        ? await session.call('dma.unmap', { dma, iova, sizeBytes: mapped.mappedBytes })
        : { elapsedMs: 0 };
    await session.call('memory.free', { memory });
    const measured: PinMeasurement = {
      by,
      mappedBytes: mapped.mappedBytes,
      prefaultSeconds: fill.elapsedMs / 1000,
      mapSeconds: mapped.elapsedMs / 1000,
      unmapSeconds: unmap.elapsedMs / 1000,
      counter: counterOf(by),
      countedBeforeBytes,
      countedWhileBytes,
      countedAfterBytes: await readCounter(session, by),
    };
    const { failure } = mapped;
    const refused = failure
      ? await explainFailure(session, request, totalBytes, mapped.mappedBytes, {
          call: failure.call,
          errno: failure.code,
          object: failure.object,
        })
      : [];
    return {
      measured,
      estimate: failure ? null : estimatePin(measured, guestBytes),
      findings: [...refused, ...judge(measured)],
    };
  } catch (error) {
    signal?.throwIfAborted();
    return { measured: null, estimate: null, findings: [findingOfFailure(error, target.bdf)] };
  }
}

/** The progress of one call in the words of the probe, and its answer as the value. */
async function* progressOf<Progress, Answer>(
  stream: AsyncGenerator<Progress, Answer, undefined>,
  words: (progress: Progress) => PinProgress,
): AsyncGenerator<PinProgress, Answer, undefined> {
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return value;
    yield words(value);
  }
}

async function explainFailure(
  session: ProbeSession,
  { target, by, guestBytes, userName }: PinProbeRequest,
  wantedBytes: number,
  mappedBytes: number,
  refusal: { call: string; errno: string; object: string },
): Promise<Finding[]> {
  if (refusal.errno !== 'ENOMEM') return [{ code: 'probe/refused', bdf: target.bdf, refusal }];
  const { softBytes } = await session.call('limits.get', {});
  const { isExempt } = await session.call('accounting.read', {});
  // Who is exempt has met the end of the memory, not of the limit.
  if (isExempt || softBytes === null) return [{ code: 'probe/refused', bdf: target.bdf, refusal }];
  return [
    {
      code: 'probe/memlock-exceeded',
      by,
      pid: session.pid ?? null,
      wantedBytes,
      mappedBytes,
      limitBytes: Number(softBytes),
      neededBytes: memlockNeed(guestBytes).enoughBytes,
      user: userName,
    },
  ];
}

function judge(measured: PinMeasurement): Finding[] {
  const { counter, mappedBytes, countedAfterBytes, countedBeforeBytes } = measured;
  const counted = countedBytes(measured);
  const asPredicted: Finding =
    counted === mappedBytes
      ? { code: 'probe/counted-as-predicted', counter, bytes: counted }
      : { code: 'probe/counted-otherwise', counter, predictedBytes: mappedBytes, countedBytes: counted };
  return isClean(measured)
    ? [asPredicted]
    : [asPredicted, { code: 'probe/left-behind', counter, bytes: countedAfterBytes - countedBeforeBytes }];
}
