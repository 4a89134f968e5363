/**
 * /proc/bus/input/devices: what can be typed and pointed with.
 *
 * A keyboard is a device with every key from Escape to D, as udev judges it: a power button, a headset or a camera with
 * its one key is none. A pointer moves in two directions and has a button or a touch surface. Words of a bitmap have 64
 * bits, the highest first, and leading zero words are left out.
 * Source: Linux drivers/input/input.c, input_devices_seq_show() and input_seq_print_bitmap();
 * include/uapi/linux/input-event-codes.h; systemd src/udev/udev-builtin-input_id.c.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export type ListedInput = {
  name: string;
  /** Where the device is plugged in, in the driver's words: `usb-0000:00:14.0-2/input0`; of Bluetooth the adapter's address. */
  place: string;
  /** Below /sys: `/devices/pci0000:00/0000:00:14.0/usb1/1-2/...`. */
  sysfsPath: string;
  isBluetooth: boolean;
  isKeyboard: boolean;
  isPointer: boolean;
};

const BUS_BLUETOOTH = 5;
/** KEY_ESC (1) to KEY_D (32), without the reserved key 0. */
const FULL_KEYBOARD = 0xfffffffen;
const BTN_LEFT = 0x110;
const BTN_TOOL_FINGER = 0x145;
const BTN_TOUCH = 0x14a;

/** An empty file is a host without input devices. */
export function parseInputDevices(text: string): ListedInput[] | Malformed {
  const devices: ListedInput[] = [];
  for (const block of blocksOf(text)) {
    const device = parseBlock(block);
    if ('malformed' in device) return device;
    devices.push(device);
  }
  return devices;
}

/** A name comes from the device, so it may hold an empty line: only `I:` begins a block. */
function blocksOf(text: string): string[] {
  return text.trim() === '' ? [] : text.split(/^(?=I: )/m);
}

function parseBlock(block: string): ListedInput | Malformed {
  const bus = /^I: Bus=([0-9a-f]{4}) /.exec(block)?.[1];
  const name = /^N: Name="(.*)"$/ms.exec(upTo(block, '\nP: '))?.[1];
  const place = /^P: Phys=(.*)$/m.exec(block)?.[1];
  const sysfsPath = /^S: Sysfs=(\/.*)$/m.exec(block)?.[1];
  if (bus === undefined || name === undefined || place === undefined || sysfsPath === undefined)
    return malformed(block);
  const keys = bitmap(block, 'KEY');
  const relative = bitmap(block, 'REL');
  const absolute = bitmap(block, 'ABS');
  if (keys === null || relative === null || absolute === null) return malformed(block);
  const has = (bits: bigint, bit: number) => ((bits >> BigInt(bit)) & 1n) === 1n;
  const movesBothWays = (bits: bigint) => (bits & 3n) === 3n;
  return {
    name,
    place,
    sysfsPath,
    isBluetooth: Number.parseInt(bus, 16) === BUS_BLUETOOTH,
    isKeyboard: (keys & FULL_KEYBOARD) === FULL_KEYBOARD,
    isPointer:
      (movesBothWays(relative) && has(keys, BTN_LEFT)) ||
      (movesBothWays(absolute) && [BTN_LEFT, BTN_TOUCH, BTN_TOOL_FINGER].some(key => has(keys, key))),
  };
}

const upTo = (text: string, end: string) => (text.includes(end) ? text.slice(0, text.indexOf(end)) : text);

/** 0 where the device has no events of the kind; null where the words are none. No bitmap of the kernel has more than 12. */
function bitmap(block: string, kind: string): bigint | null {
  const line = new RegExp(`^B: ${kind}=(.*)$`, 'm').exec(block)?.[1];
  if (line === undefined) return 0n;
  if (!/^[0-9a-f]{1,16}( [0-9a-f]{1,16}){0,15} ?$/.test(line)) return null;
  return line
    .trim()
    .split(' ')
    .reduce((bits, word) => (bits << 64n) | BigInt(`0x${word}`), 0n);
}
