import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { indexHost } from '../host/host-index.ts';
import type { Unknown } from '../host/measured.ts';
import type { HostSeat } from '../host/schema/seat.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkSeat } from './check-seat.ts';
import { describeFinding } from './describe.ts';

const bdf = (short: string) => `0000:${short}` as Bdf;

function check(host: HostSnapshot, ...picked: string[]) {
  const index = indexHost(host);
  const functions = picked.flatMap(short => index.functions.get(bdf(short)) ?? []);
  return checkSeat(host, index, functions);
}
const codes = (host: HostSnapshot, ...picked: string[]) => check(host, ...picked).map(finding => finding.code);

const withSeat = (host: HostSnapshot, seat: Partial<HostSeat>): HostSnapshot => ({
  ...host,
  seat: { ...host.seat, ...seat },
});
const withFunction = (host: HostSnapshot, short: string, change: Partial<PciFunction>): HostSnapshot => ({
  ...host,
  functions: Array.isArray(host.functions)
    ? host.functions.map(fn => (fn.bdf === bdf(short) ? { ...fn, ...change } : fn))
    : host.functions,
});
const onKernel = (host: HostSnapshot, release: string): HostSnapshot => ({
  ...host,
  kernel: { ...host.kernel, release },
});

const [intel, amd] = await Promise.all(['intel-desktop', 'amd-desktop'].map(id => sampleSnapshot(id)));
if (!intel || !amd) throw new Error('a sample host is missing');

test('a card without a screen costs nothing, its own sound neither', () => {
  expect(codes(intel, '01:00.0', '01:00.1', '01:00.2', '01:00.3')).toEqual([]);
});

test('the lit card names where else the screen may go', () => {
  expect(check(amd, '09:00.0', '09:00.1')).toMatchObject([
    {
      code: 'cost/active-display',
      card: 'card1',
      connectors: ['DP-1', 'DP-2'],
      others: [{ bdf: bdf('04:00.0') }],
    },
  ]);
});

test('keyboards on two controllers are one loss', () => {
  const keyboard = { name: 'A', isKeyboard: true, isPointer: false, isVirtual: false };
  const inputs = [
    { ...keyboard, function: bdf('02:00.0') },
    { ...keyboard, name: 'B', function: bdf('0b:00.3') },
  ];
  const host = withSeat(amd, { inputs, usbDevices: [] });
  expect(check(host, '02:00.0', '0b:00.3')).toMatchObject([
    { code: 'cost/last-keyboard', devices: ['A', 'B'], fns: [{ bdf: bdf('02:00.0') }, { bdf: bdf('0b:00.3') }] },
  ]);
  expect(check(host, '02:00.0')).toMatchObject([{ code: 'cost/usb-devices', devices: ['A'] }]);
});

test('what stays and may be no keyboard is named', () => {
  const keyboard = { name: 'A', isKeyboard: true, isPointer: false, isVirtual: false, function: bdf('0b:00.3') };
  const mouse = { ...keyboard, name: 'G502', isPointer: true, function: bdf('02:00.0') };
  const [found] = check(withSeat(amd, { inputs: [keyboard, mouse], usbDevices: [] }), '0b:00.3');
  expect(found).toMatchObject({ code: 'cost/last-keyboard', left: ['G502'] });
  expect(JSON.stringify(found && describeFinding(found))).toContain('all that stays is G502, which also points');
});

test('a controller with the mouse and more', () => {
  expect(codes(amd, '02:00.0')).toEqual(['cost/last-pointer', 'cost/usb-devices']);
});

test("the board's own sound is worth a note", () => {
  expect(codes(intel, '00:1f.3')).toEqual(['cost/sound']);
});

describe('the picture of the firmware', () => {
  const claims = [
    { function: bdf('01:00.0'), start: '0x1000', end: '0x1fff', claimant: 'BOOTFB' },
    { function: bdf('01:00.0'), start: '0x2000', end: '0x2fff', claimant: 'nvidia' },
    { function: bdf('00:02.0'), start: '0x3000', end: '0x3fff', claimant: 'simpledrm' },
  ];
  const lies = withSeat(intel, { barClaims: claims });
  const DISPLAY_BUT_NOT_VGA = 0x038000;

  test('vfio-pci of a new kernel clears a VGA controller by itself', () => {
    expect(codes(lies, '01:00.0')).toEqual([]);
  });

  test.each([
    ['an old kernel', onKernel(lies, '5.15.0-91-generic')],
    ['a display controller without VGA registers', withFunction(lies, '01:00.0', { classCode: DISPLAY_BUT_NOT_VGA })],
    ['a card that vfio-pci drives and has not cleared', withFunction(lies, '01:00.0', { driver: 'vfio-pci' })],
  ])('it is in the way of %s, by its own claims only', (_, host) => {
    expect(check(host, '01:00.0')).toMatchObject([
      {
        code: 'cost/boot-picture',
        console: 'vtcon1',
        claims: [{ claimant: 'BOOTFB' }],
        others: [{ bdf: bdf('00:02.0') }],
      },
    ]);
  });

  test('claims that a user may not see leave it open, where the firmware has drawn and no driver came after', () => {
    const old = onKernel(withFunction(intel, '01:00.0', { isBootVga: true, driver: null }), '5.15.0');
    expect(codes(withSeat(old, { drmCards: [] }), '01:00.0')).toContain('cost/boot-picture-unmeasured');
    // Its own driver has made card1.
    expect(codes(old, '01:00.0')).not.toContain('cost/boot-picture-unmeasured');
    expect(codes(withSeat(withFunction(old, '01:00.0', { isBootVga: false }), { drmCards: [] }), '01:00.0')).toEqual(
      [],
    );
  });
});

test('what was not measured is told of what it may concern', () => {
  const gap: Unknown = { unknown: 'failed', source: '/proc/bus/input/devices', detail: 'EIO' };
  const host = withSeat(intel, { inputs: gap });
  expect(check(host, '00:14.0', '05:00.0')).toContainEqual({
    code: 'cost/seat-unmeasured',
    fns: [expect.objectContaining({ bdf: bdf('00:14.0') })],
    gaps: [gap],
  });
  expect(codes(host, '05:00.0')).toEqual([]);
});
