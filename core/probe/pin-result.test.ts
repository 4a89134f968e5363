import { expect, test } from 'vitest';
import { countedBytes, estimatePin, gibPerSecond, isClean, type PinMeasurement } from './pin-result.ts';

const GIB = 1024 ** 3;
const measured: PinMeasurement = {
  by: 'vfio-type1',
  mappedBytes: GIB / 4,
  prefaultSeconds: 0.1,
  mapSeconds: 0.15,
  unmapSeconds: 0.01,
  counter: 'VmLck',
  countedBeforeBytes: 4096,
  countedWhileBytes: GIB / 4 + 4096,
  countedAfterBytes: 4096,
};

test('what the kernel counted is the difference', () => {
  expect(countedBytes(measured)).toBe(GIB / 4);
  expect(isClean(measured)).toBe(true);
  expect(isClean({ ...measured, countedAfterBytes: 8192 })).toBe(false);
});

test('a sample is drawn out to the whole guest, a whole is taken as it is', () => {
  expect(estimatePin(measured, GIB)).toEqual({ seconds: 1, basis: 'sample' });
  expect(estimatePin(measured, GIB / 4)).toEqual({ seconds: 0.25, basis: 'whole' });
});

test('rates', () => {
  expect(gibPerSecond(GIB, 0.5)).toBe(2);
  expect(gibPerSecond(GIB, 0)).toBe(Number.POSITIVE_INFINITY);
});
