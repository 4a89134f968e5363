import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { indexHost } from '../host/host-index.ts';
import { knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkIdentity } from './check-identity.ts';

const host = await sampleSnapshot('amd-desktop');
const [model] = knownOr(host.functions, []);

/** `count` functions of one kind, in slots of eight. */
const many = (count: number, make: (fn: PciFunction) => PciFunction = fn => fn): PciFunction[] =>
  Array.from({ length: count }, (_, n) => {
    const hex = (value: number) => value.toString(16).padStart(2, '0');
    const bdf = `0001:${hex(n >> 8)}:${hex((n >> 3) & 31)}.${n & 7}` as Bdf;
    return make({ ...(model as PciFunction), bdf, vendorId: 0x8086, deviceId: 0x1572, physicalFunction: null });
  });
const twinsOf = (functions: PciFunction[], picked: readonly PciFunction[]) => {
  const whole: HostSnapshot = { ...host, functions };
  return checkIdentity(whole, indexHost(whole), picked).filter(finding => finding.code === 'function/twins');
};

test('twins are told once a card, the first by name and the rest by number, and not those on the card itself', () => {
  const functions = many(16);
  expect(twinsOf(functions, functions.slice(0, 2))).toMatchObject([
    { ids: '8086:1572', twins: functions.slice(8, 12).map(fn => ({ label: { bdf: fn.bdf } })), more: 4 },
  ]);
  expect(twinsOf(functions, functions)).toEqual([]);
  expect(twinsOf(functions.slice(0, 8), functions.slice(0, 2))).toEqual([]);
});

test.each([0, 1000])('3,000 picked and %i left are each looked at a few times', left => {
  let looks = 0;
  const functions = many(3000 + left, fn =>
    Object.defineProperty(fn, 'vendorId', {
      get() {
        looks += 1;
        return 0x8086;
      },
    }),
  );
  const found = twinsOf(functions, functions.slice(0, 3000));
  expect(found).toHaveLength(left === 0 ? 0 : 375);
  expect(looks).toBeLessThan(12 * functions.length);
});
