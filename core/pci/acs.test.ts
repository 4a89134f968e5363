import { describe, expect, test } from 'vitest';
import { fakeFunction } from '../testing/fake-function.ts';
import { type IsolationContext, judgeIsolation, readAcs } from './acs.ts';

const ALL = ['source validation', 'request redirect', 'completion redirect', 'upstream forwarding'];
const alone: IsolationContext = { hasOtherFunctions: false, isOnRootBus: true, hasIvrs: false };
const shared: IsolationContext = { ...alone, hasOtherFunctions: true };

type Config = { express?: number; acs?: { capability: number; control: number; at8?: number }; bytes?: number };

/** Type-0 header; PCIe capability of the given device/port type at 0x40; AER at 0x100, ACS at 0x140. */
function config({ express, acs, bytes = 4096 }: Config): string {
  const space = new Uint8Array(4096);
  const view = new DataView(space.buffer);
  view.setUint16(0, 0x1af4, true);
  view.setUint16(2, 0x000c, true);
  if (express !== undefined) {
    view.setUint16(6, 0x10, true);
    view.setUint8(0x34, 0x40);
    view.setUint16(0x40, 0x10, true);
    view.setUint16(0x42, 2 | (express << 4) | 0x100, true);
    view.setUint32(0x100, 0x20001 | (acs ? 0x140 << 20 : 0), true);
  }
  if (acs) {
    view.setUint32(0x140, 0x1000d, true);
    view.setUint16(0x144, acs.capability, true);
    view.setUint16(0x146, acs.control, true);
    view.setUint16(0x148, acs.at8 ?? 0, true);
  }
  return Array.from(space.subarray(0, bytes), byte => byte.toString(16).padStart(2, '0')).join('');
}

const judge = (given: Config, context = alone, ids: { vendorId?: number; deviceId?: number; bdf?: string } = {}) => {
  const fn = fakeFunction({ vendorId: 0x1af4, deviceId: 0x0c, bdf: '0000:00:03.0', config: config(given), ...ids });
  return judgeIsolation(fn, readAcs(fn), context);
};

const [ENDPOINT, ROOT, UP, DOWN, TO_PCI, FROM_PCI, INTEGRATED, EVENTS] = [0, 4, 5, 6, 7, 8, 9, 10];

describe('ports', () => {
  test.each([
    ['everything on', { capability: 0x1f, control: 0x1d }, { is: 'isolated', because: 'acs' }],
    ['controls that are not offered are built in', { capability: 0, control: 0 }, { is: 'isolated', because: 'acs' }],
    [
      'one offered and off',
      { capability: 0x1f, control: 0x15 },
      { is: 'open', because: 'switched-off', missing: ['completion redirect'] },
    ],
    ['all offered and off', { capability: 0x1f, control: 0 }, { is: 'open', because: 'switched-off', missing: ALL }],
    // Translation blocking, egress control and direct translated are not asked for.
    ['others off', { capability: 0x7f, control: 0x1d }, { is: 'isolated', because: 'acs' }],
  ])('%s', (_, acs, isolation) => {
    expect(judge({ express: ROOT, acs })).toEqual(isolation);
    expect(judge({ express: DOWN, acs })).toEqual(isolation);
  });

  test('without the capability nothing is kept', () => {
    const open = { is: 'open', because: 'no-capability', missing: ALL };
    expect(judge({ express: ROOT })).toEqual(open);
    expect(judge({ express: DOWN })).toEqual(open);
  });
});

test.each([
  ['an endpoint alone', ENDPOINT, alone, { is: 'isolated', because: 'single-function' }],
  ['an upstream port alone', UP, alone, { is: 'isolated', because: 'single-function' }],
  [
    'an endpoint with others',
    ENDPOINT,
    shared,
    { is: 'open', because: 'no-capability', missing: ['request redirect', 'completion redirect'] },
  ],
  [
    'an integrated endpoint with others',
    INTEGRATED,
    shared,
    { is: 'open', because: 'no-capability', missing: ['request redirect', 'completion redirect'] },
  ],
  ['a bridge to PCI', TO_PCI, alone, { is: 'open', because: 'conventional', missing: [] }],
  ['a bridge from PCI', FROM_PCI, alone, { is: 'open', because: 'conventional', missing: [] }],
  ['an event collector', EVENTS, alone, { is: 'open', because: 'conventional', missing: [] }],
  ['conventional PCI', undefined, alone, { is: 'open', because: 'conventional', missing: [] }],
])('%s', (_, express, context, isolation) => {
  expect(judge(express === undefined ? {} : { express }, context)).toEqual(isolation);
});

test('a function number above 0 means others, also where function 0 hides', () => {
  expect(judge({ express: ENDPOINT }, alone, { bdf: '0000:00:03.1' })).toMatchObject({ because: 'no-capability' });
});

test.each([64, 255, 256])('%d bytes do not tell', bytes => {
  expect(judge({ express: ROOT, acs: { capability: 0x1f, control: 0x1d }, bytes })).toEqual({
    is: 'unknown',
    because: 'unread',
  });
});

test('a space that ends within the capability, or does not answer, does not tell', () => {
  expect(judge({ express: ROOT, acs: { capability: 0x1f, control: 0x1d }, bytes: 0x145 })).toMatchObject({
    is: 'unknown',
  });
  const gone = fakeFunction({ config: 'ff'.repeat(64) });
  expect(readAcs(gone)).toBeNull();
  const withheld = fakeFunction({ config: { unknown: 'withheld', source: '/x', detail: '' } });
  expect(judgeIsolation(withheld, readAcs(withheld), alone)).toEqual({ is: 'unknown', because: 'unread' });
});

describe('the kernel’s list', () => {
  const acs = { capability: 0x1f, control: 0, at8: 0x1d };
  test.each<[string, Config, IsolationContext, number, number, object]>([
    [
      'Sunrise Point keeps its control two bytes further',
      { express: ROOT, acs },
      alone,
      0x8086,
      0xa110,
      { is: 'isolated', because: 'acs' },
    ],
    ['Cannon Lake does not', { express: ROOT, acs }, alone, 0x8086, 0xa340, { because: 'switched-off' }],
    [
      'older chipsets decide by a register',
      { express: ROOT },
      alone,
      0x8086,
      0x8c1a,
      { is: 'unknown', because: 'quirk' },
    ],
    ['every second of the 9 series', { express: ROOT }, alone, 0x8086, 0x8c92, { is: 'unknown', because: 'quirk' }],
    ['the ones between are not listed', { express: ROOT }, alone, 0x8086, 0x8c93, { because: 'no-capability' }],
    [
      'Intel’s integrated endpoints',
      { express: INTEGRATED },
      shared,
      0x8086,
      0x1234,
      { is: 'isolated', because: 'quirk' },
    ],
    ['an I350', { express: ENDPOINT }, shared, 0x8086, 0x1521, { is: 'isolated', because: 'quirk' }],
    ['an Ampere root port', { express: ROOT }, alone, 0x1def, 0xe005, { is: 'isolated', because: 'quirk' }],
    ['a Zhaoxin port', { express: DOWN }, alone, 0x1d17, 0x0731, { is: 'isolated', because: 'quirk' }],
    ['which is no endpoint', { express: ENDPOINT }, shared, 0x1d17, 0x0731, { because: 'no-capability' }],
    ['a ThunderX port', { express: ROOT }, alone, 0x177d, 0xa123, { is: 'isolated', because: 'quirk' }],
    [
      'an old AMD southbridge with an IOMMU',
      {},
      { ...shared, hasIvrs: true },
      0x1002,
      0x4385,
      { is: 'isolated', because: 'quirk' },
    ],
    ['and without', {}, shared, 0x1002, 0x4385, { because: 'conventional' }],
  ])('%s', (_, given, context, vendorId, deviceId, isolation) => {
    expect(judge(given, context, { vendorId, deviceId })).toMatchObject(isolation);
  });

  test('counts for a port whose registers cannot be read', () => {
    expect(judge({ express: ROOT, bytes: 64 }, alone, { vendorId: 0x1def, deviceId: 0xe005 })).toMatchObject({
      is: 'isolated',
    });
  });
});

test('a virtual function stands for itself', () => {
  const header = `ffffffff${'00'.repeat(60)}`;
  const fn = fakeFunction({ config: header, bdf: '0000:00:03.2' });
  expect(judgeIsolation(fn, readAcs(fn), shared)).toEqual({ is: 'isolated', because: 'single-function' });
});
