import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { Unknown } from '../host/measured.ts';
import type { NetworkInterface } from '../host/schema/network.ts';
import type { HostSeat, InputDevice, UsbDevice } from '../host/schema/seat.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import type { CostReason } from './host-cost.ts';
import { seatGaps, seatReasons, seatReasonsOfEach } from './seat-cost.ts';

const bdf = (short: string) => `0000:${short}` as Bdf;
const told = (reasons: readonly CostReason[]) =>
  reasons.map(reason =>
    `${reason.level} ${reason.kind} ${'devices' in reason ? reason.devices.join(', ') : ''}`.trim(),
  );
const losses = (host: HostSnapshot, ...leaving: string[]) => told(seatReasons(host, new Set(leaving.map(bdf))));

const withSeat = (host: HostSnapshot, seat: Partial<HostSeat>): HostSnapshot => ({
  ...host,
  seat: { ...host.seat, ...seat },
});

/** Somebody is logged in through the card `eno9`. */
function withSession(host: HostSnapshot, over: string, session = 'eno9'): HostSnapshot {
  const card: NetworkInterface = {
    name: 'eno9',
    kind: 'other',
    isVirtual: false,
    function: bdf(over),
    lowers: [],
    state: 'up',
  };
  // A circle, as no host has it, must not hold anybody up.
  const bridge: NetworkInterface = {
    ...card,
    name: 'br9',
    kind: 'bridge',
    isVirtual: true,
    function: null,
    lowers: ['eno9', 'br9'],
  };
  return {
    ...host,
    network: {
      ...host.network,
      interfaces: [card, bridge],
      sshSessions: [{ interface: session, isOurs: false, source: '/proc/net/tcp' }],
    },
  };
}
const nobodyElse = (host: HostSnapshot): HostSnapshot => ({ ...host, network: { ...host.network, sshSessions: [] } });

const input = (over: Partial<InputDevice>): InputDevice => ({
  name: 'Keyboard',
  function: null,
  isKeyboard: true,
  isPointer: false,
  isVirtual: false,
  ...over,
});

const token: UsbDevice = {
  port: '1-2',
  controller: bdf('02:00.0'),
  vendorId: 0x1050,
  productId: 0x0407,
  product: 'Key OTP',
  isHub: false,
};

const intel = nobodyElse(await sampleSnapshot('intel-desktop'));
const amd = nobodyElse(await sampleSnapshot('amd-desktop'));
const laptop = nobodyElse(await sampleSnapshot('muxless-laptop'));

describe('displays', () => {
  test('the lit one costs, while another can take over', () => {
    expect(seatReasons(intel, new Set([bdf('00:02.0')]))).toEqual([
      { bdf: bdf('00:02.0'), level: 'costs', kind: 'active-display', card: 'card0', connectors: ['DP-1'] },
    ]);
  });

  test('one without a screen costs nothing', () => {
    expect(losses(intel, '01:00.0')).toEqual([]);
  });

  test('all of them refuse while somebody sits at a lit one and nobody else is logged in', () => {
    expect(losses(intel, '00:02.0', '01:00.0')).toEqual([
      'refuses active-display',
      'refuses last-display',
      'refuses last-display',
    ]);
  });

  test('all of them cost while an SSH session stays', () => {
    expect(losses(withSession(intel, '05:00.0'), '00:02.0', '01:00.0')).toContain('costs last-display');
  });

  test('a circle of interfaces has no way out', () => {
    const host = withSession(intel, '05:00.0', 'br9');
    expect(losses(host, '00:02.0', '01:00.0')).toContain('costs last-display');
  });

  test.each(['eno9', 'br9'])('a session over %s that leaves too is no way back', over => {
    expect(losses(withSession(intel, '05:00.0', over), '00:02.0', '01:00.0', '05:00.0')).toContain(
      'refuses last-display',
    );
  });

  test('a session whose card nobody knows is a way back only while no card leaves', () => {
    const host = withSession(intel, '05:00.0', 'wg0');
    expect(losses(host, '00:02.0', '01:00.0')).toContain('costs last-display');
    expect(losses(host, '00:02.0', '01:00.0', '05:00.0')).toContain('refuses last-display');
  });

  test('sessions that could not be read are not taken for one', () => {
    const gap: Unknown = { unknown: 'denied', source: '/proc/net/tcp', detail: 'EACCES' };
    const host = { ...intel, network: { ...intel.network, sshSessions: gap } };
    expect(losses(host, '00:02.0', '01:00.0')).toContain('refuses last-display');
    expect(seatGaps(host)).toContainEqual(gap);
  });

  test('without a lit screen nobody is thrown out', () => {
    const dark = withSeat(intel, { drmCards: [], consoles: [] });
    expect(losses(dark, '00:02.0', '01:00.0')).toEqual(['costs last-display', 'costs last-display']);
  });

  test('a text console lights the boot display without any driver of the card', () => {
    const host = withSeat(intel, {
      drmCards: [],
      framebuffers: [{ name: 'fb0', driver: 'EFI VGA', function: null }],
    });
    expect(seatReasons(host, new Set([bdf('00:02.0')]))).toMatchObject([{ card: 'fb0', connectors: [] }]);
  });

  test('a laptop GPU without sockets is no display to go on with', () => {
    expect(losses(laptop, '00:02.0')).toEqual(['refuses active-display', 'refuses last-display']);
  });
});

describe('input', () => {
  test('the last keyboard and pointer, each on its controller', () => {
    expect(losses(amd, '0b:00.3')).toEqual([
      'refuses last-keyboard Holtek USB Keyboard',
      'costs usb-devices C922 Pro Stream Webcam',
    ]);
    // With the keys a session can still be ended.
    expect(losses(amd, '02:00.0')).toEqual([
      'costs last-pointer Logitech G502 HERO Gaming Mouse',
      'costs usb-devices LED Controller',
    ]);
    expect(losses(amd, '02:00.0', '0b:00.3')).toContain('refuses last-pointer Logitech G502 HERO Gaming Mouse');
  });

  test('an SSH session is a way to go on', () => {
    expect(losses(withSession(amd, '06:00.0'), '0b:00.3')).toContain('costs last-keyboard Holtek USB Keyboard');
  });

  test('a keyboard that is not on PCI stays', () => {
    expect(losses(laptop, '00:15.0', '00:14.0')).toEqual([
      'costs last-pointer ELAN0672:00 04F3:3187 Touchpad',
      'costs usb-devices Integrated Camera, 8087:0026',
    ]);
  });

  test.each([
    ['software types on', { name: 'keyd virtual keyboard', isVirtual: true }, 'refuses last-keyboard'],
    ['PS/2 has', { name: 'AT Translated Set 2 keyboard' }, 'costs input'],
    ['another controller has', { function: bdf('02:00.0') }, 'costs input'],
  ])('a keyboard that %s', (_, other, expected) => {
    const keyboard = input({ name: 'Mine', function: bdf('0b:00.3') });
    const host = withSeat(amd, { inputs: [keyboard, input(other)], usbDevices: [] });
    expect(losses(host, '0b:00.3')).toEqual([`${expected} Mine`]);
  });

  test.each<[string, Partial<InputDevice>[], Partial<HostSeat>, string]>([
    ['a token', [{ name: 'Yubico YubiKey OTP+FIDO+CCID' }], {}, 'refuses last-keyboard Mine'],
    ['a token without its maker’s name', [{ name: 'Key OTP' }], { usbDevices: [token] }, 'refuses last-keyboard Mine'],
    [
      'a mouse whose buttons type',
      [{ name: 'G502', isKeyboard: false, isPointer: true }, { name: 'G502 Keyboard' }],
      {},
      'costs last-keyboard Mine; left: G502 Keyboard',
    ],
    ['a keyboard with a touchpad', [{ name: 'K400', isPointer: true }], {}, 'costs last-keyboard Mine; left: K400'],
    [
      'a keyboard beside a mouse',
      [{ name: 'G502', isKeyboard: false, isPointer: true }, { name: 'K8 Keyboard' }],
      {},
      'costs input Mine',
    ],
  ])('where only %s stays', (_, others, seat, expected) => {
    const stays = others.map(other => input({ function: bdf('02:00.0'), ...other }));
    const keyboard = input({ name: 'Mine', function: bdf('0b:00.3') });
    const host = withSeat(amd, { usbDevices: [], ...seat, inputs: [keyboard, ...stays] });
    const [first] = seatReasons(host, new Set([bdf('0b:00.3')]));
    const left = first?.kind === 'last-keyboard' && first.left ? `; left: ${first.left.join()}` : '';
    expect(`${told(first ? [first] : []).join()}${left}`).toBe(expected);
  });

  test('a token that leaves is no keyboard lost', () => {
    const inputs = [input({ name: 'Yubico YubiKey OTP', function: bdf('0b:00.3') })];
    expect(losses(withSeat(amd, { inputs, usbDevices: [] }), '0b:00.3')).toEqual(['costs input Yubico YubiKey OTP']);
  });

  test('the last pointer refuses nothing where there never was a keyboard', () => {
    const inputs = [input({ name: 'Mouse', isKeyboard: false, isPointer: true, function: bdf('02:00.0') })];
    expect(losses(withSeat(amd, { inputs, usbDevices: [] }), '02:00.0')).toEqual(['costs last-pointer Mouse']);
  });

  test('a host that never had a keyboard loses none', () => {
    expect(losses(withSeat(amd, { inputs: [] }), '0b:00.4')).toEqual(['costs sound']);
  });
});

test.each(['intel-desktop', 'amd-desktop', 'twin-gpu-workstation', 'muxless-laptop', 'iommu-off', 'direct-regions'])(
  '%s: each function alone costs what a selection of it alone does',
  async id => {
    const host = await sampleSnapshot(id);
    const each = seatReasonsOfEach(host);
    const functions = Array.isArray(host.functions) ? host.functions : [];
    for (const fn of functions) expect(each.get(fn.bdf) ?? []).toEqual(seatReasons(host, new Set([fn.bdf])));
    expect(each.size).toBeGreaterThan(1);
  },
);

test('what was not measured is a gap, down to one socket', () => {
  const gap = (source: string): Unknown => ({ unknown: 'failed', source, detail: 'EIO' });
  const host = withSeat(intel, {
    drmCards: [
      {
        name: 'card0',
        function: bdf('00:02.0'),
        driver: 'i915',
        connectors: [{ name: 'DP-1', status: gap('/status'), isEnabled: true }],
      },
    ],
    inputs: gap('/inputs'),
  });
  expect(seatGaps(host).map(one => one.source)).toEqual(['/status', '/inputs']);
  expect(seatGaps(intel)).toEqual([]);
});
