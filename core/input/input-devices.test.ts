import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseInputDevices } from './input-devices.ts';

const KEYBOARD = `I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
P: Phys=usb-0000:00:14.0-2/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:046D:C31C.0001/input/input3
U: Uniq=
H: Handlers=sysrq kbd leds event3 
B: PROP=0
B: EV=120013
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=7
`;
const MOUSE = `I: Bus=0003 Vendor=046d Product=c077 Version=0111
N: Name="Logitech USB Optical Mouse"
P: Phys=usb-0000:00:14.0-3/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/0003:046D:C077.0002/input/input4
U: Uniq=
H: Handlers=mouse0 event4 
B: PROP=0
B: EV=17
B: KEY=ff0000 0 0 0 0
B: REL=1943
B: MSC=10
`;
const TOUCHPAD = `I: Bus=0018 Vendor=04f3 Product=3195 Version=0100
N: Name="ELAN0001:00 04F3:3195 Touchpad"
P: Phys=i2c-ELAN0001:00
S: Sysfs=/devices/pci0000:00/0000:00:15.0/i2c_designware.0/i2c-1/i2c-ELAN0001:00/0018:04F3:3195.0001/input/input12
U: Uniq=
H: Handlers=mouse1 event9 
B: PROP=5
B: EV=1b
B: KEY=e520 10000 0 0 0 0
B: ABS=2e0800000000003
B: MSC=20
`;
const POWER_BUTTON = `I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
P: Phys=PNP0C0C/button/input0
S: Sysfs=/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0C0C:00/input/input0
U: Uniq=
H: Handlers=kbd event0 
B: PROP=0
B: EV=3
B: KEY=8000 10000000000000 0
`;
const CAMERA = `I: Bus=0003 Vendor=5986 Product=2113 Version=5603
N: Name="Integrated Camera: Integrated C"
P: Phys=usb-0000:00:14.0-8/button
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-8/1-8:1.0/input/input20
U: Uniq=
H: Handlers=kbd event18 
B: PROP=0
B: EV=3
B: KEY=100000 0 0 0
`;

test.each([
  ['a keyboard', KEYBOARD, { isKeyboard: true, isPointer: false }],
  ['a mouse', MOUSE, { isKeyboard: false, isPointer: true }],
  ['a touchpad', TOUCHPAD, { isKeyboard: false, isPointer: true }],
  ['a power button', POWER_BUTTON, { isKeyboard: false, isPointer: false }],
  ['the button of a camera', CAMERA, { isKeyboard: false, isPointer: false }],
])('%s is told by its events', (_, text, expected) => {
  expect(parseInputDevices(text)).toMatchObject([expected]);
});

test('a keyboard that lacks one of the letters is a set of extra keys', () => {
  expect(parseInputDevices(KEYBOARD.replace('fffffffffffffffe', 'fffffffffffefffe'))).toMatchObject([
    { isKeyboard: false },
  ]);
});

test('a pointer without a button is a sensor', () => {
  expect(parseInputDevices(MOUSE.replace('KEY=ff0000 0', 'KEY=0 0'))).toMatchObject([{ isPointer: false }]);
});

test('where it hangs, and over what', () => {
  const [device] = expectList(`${KEYBOARD}\n${MOUSE}\n`);
  expect(device).toMatchObject({
    name: 'Logitech USB Keyboard',
    place: 'usb-0000:00:14.0-2/input0',
    isBluetooth: false,
  });
  expect(device?.sysfsPath).toMatch(/^\/devices\/pci0000:00\/0000:00:14\.0\/usb1\//);
  expect(expectList(KEYBOARD.replace('Bus=0003', 'Bus=0005'))[0]?.isBluetooth).toBe(true);
});

test('no devices are none', () => {
  expect(parseInputDevices('')).toEqual([]);
});

test('a name may hold quotes, an empty line and foreign letters', () => {
  const odd = 'a "b"\n\n\u0007 \ufffd';
  expect(
    expectList(`${KEYBOARD.replace('Logitech USB Keyboard', odd)}\n${MOUSE}\n`).map(device => device.name),
  ).toEqual([odd, 'Logitech USB Optical Mouse']);
});

test.each([
  ['something else', 'root:x:0:0::/root:/bin/sh\n'],
  ['a device that ends early', KEYBOARD.slice(0, 90)],
  ['a device without a place', KEYBOARD.replace(/^S:.*\n/m, '')],
  ['words that are no numbers', KEYBOARD.replace('fffffffffffffffe', 'fffffffffffffffg')],
  ['a word too long', KEYBOARD.replace('fffffffffffffffe', 'fffffffffffffffe0')],
])('%s is malformed', (_, text) => {
  expect(isMalformed(parseInputDevices(text))).toBe(true);
});

test('any text gets an answer', () => {
  expectAnswerToAnyText(parseInputDevices, `${KEYBOARD}\n${MOUSE}\n`);
});

function expectList(text: string) {
  const parsed = parseInputDevices(text);
  if (isMalformed(parsed)) throw new Error(parsed.malformed);
  return parsed;
}
