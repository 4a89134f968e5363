/**
 * What the pin probe measured, and what follows for the whole guest.
 *
 * Prediction and measurement are two numbers side by side: what the kernel counts is known exactly for plain guest
 * memory, so a difference is a finding, not noise.
 */
import type { DmaInterface } from './region-case.ts';

export type PinMeasurement = {
  by: DmaInterface;
  /** Bytes that were mapped. */
  mappedBytes: number;
  prefaultSeconds: number;
  mapSeconds: number;
  unmapSeconds: number;
  /** VmLck (type1) or VmPin (iommufd) of the process. */
  counter: 'VmLck' | 'VmPin';
  countedBeforeBytes: number;
  countedWhileBytes: number;
  countedAfterBytes: number;
};

export type PinEstimate = {
  /** Time from the start of the machine until all its memory is pinned. */
  seconds: number;
  /** How the rate was had: `whole` was measured, `sample` is drawn out from a part. */
  basis: 'whole' | 'sample';
};

/** The prediction for plain guest memory is the mapped size itself: every page counts once per address space. */
export function countedBytes(measured: PinMeasurement): number {
  return measured.countedWhileBytes - measured.countedBeforeBytes;
}

/** Nothing stayed behind when the probe was done. */
export function isClean(measured: PinMeasurement): boolean {
  return measured.countedAfterBytes === measured.countedBeforeBytes;
}

export function gibPerSecond(bytes: number, seconds: number): number {
  return seconds > 0 ? bytes / 1024 ** 3 / seconds : Number.POSITIVE_INFINITY;
}

/** Pages are handed out and pinned one by one, so the time grows with the size. */
export function estimatePin(measured: PinMeasurement, guestBytes: number): PinEstimate {
  const seconds = measured.prefaultSeconds + measured.mapSeconds;
  return measured.mappedBytes >= guestBytes
    ? { seconds, basis: 'whole' }
    : { seconds: (seconds * guestBytes) / Math.max(1, measured.mappedBytes), basis: 'sample' };
}
