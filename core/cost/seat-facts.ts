/** What hangs on each function of the seat, looked up once for a host. */

import { holdersByFunction } from '../holders/held-functions.ts';
import { recogniseHolder } from '../holders/recognise.ts';
import { knownOr } from '../host/measured.ts';
import type { DrmCard, InputDevice } from '../host/schema/seat.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { displaysOf } from './can-show.ts';

export type ActiveDisplay = {
  /** `card0`, or `fb0` where only a text console draws. */
  card: string;
  /** Sockets with a lit screen; empty where the driver does not tell, or only a console draws. */
  connectors: string[];
};

/** `isDoubtful`: of a device that is a pointer as well. Mice with programmable buttons and keyboards with a knob look alike. */
export type Keyboard = { device: InputDevice; isDoubtful: boolean };

export type SeatFacts = {
  /** Functions that can show the host's picture. */
  displays: ReadonlySet<Bdf>;
  active: ReadonlyMap<Bdf, ActiveDisplay>;
  /** Keyboards and pointers by controller; null: not on PCI, so that they stay. Software's own are left out. */
  inputs: ReadonlyMap<Bdf | null, readonly InputDevice[]>;
  /** Without tokens, which type passwords only. */
  keyboards: readonly Keyboard[];
  pointerCount: number;
  /** What else is plugged in, by what a person calls it. */
  usb: ReadonlyMap<Bdf, readonly string[]>;
  sound: ReadonlyMap<Bdf, readonly string[]>;
};

export function gatherSeat(host: HostSnapshot): SeatFacts {
  const { seat } = host;
  const functions = knownOr(host.functions, []);
  const physical = knownOr(seat.inputs, []).filter(one => !one.isVirtual && (one.isKeyboard || one.isPointer));
  const inputs = Map.groupBy(physical, one => one.function);
  return {
    displays: new Set(functions.filter(displaysOf(host).canShow).map(fn => fn.bdf)),
    active: findActive(host, functions),
    inputs,
    keyboards: findKeyboards(host, physical),
    pointerCount: physical.filter(one => one.isPointer).length,
    usb: groupNames(
      knownOr(seat.usbDevices, []).flatMap(({ controller, isHub, product, vendorId, productId }) => {
        if (controller === null || isHub) return [];
        const name = product ?? `${hex(vendorId)}:${hex(productId)}`;
        const isInput = (inputs.get(controller) ?? []).some(one => one.name.includes(name));
        return isInput ? [] : [[controller, name] as const];
      }),
    ),
    sound: groupNames(
      knownOr(seat.soundCards, []).flatMap(card => (card.function ? [[card.function, card.name] as const] : [])),
    ),
  };
}

/**
 * One device is several to the kernel, named alike up to a word at the end. Tokens that type one-time passwords are told
 * by their maker. Source: Linux drivers/hid/hid-input.c, hidinput_allocate() (suffixes); usb.ids, 1050.
 */
function findKeyboards({ seat }: HostSnapshot, physical: readonly InputDevice[]): Keyboard[] {
  const tokens = knownOr(seat.usbDevices, []).filter(one => one.vendorId === TOKEN_MAKER);
  const isToken = ({ name, function: bdf }: InputDevice) =>
    name.startsWith('Yubico ') ||
    tokens.some(one => one.controller === bdf && one.product !== null && name.includes(one.product));
  const whole = ({ name, function: bdf }: InputDevice) =>
    `${bdf ?? ''} ${name.replace(/ (Keyboard|Mouse|Consumer Control|System Control)$/, '')}`;
  const pointers = new Set(physical.filter(one => one.isPointer).map(whole));
  return physical
    .filter(one => one.isKeyboard && !isToken(one))
    .map(device => ({ device, isDoubtful: pointers.has(whole(device)) }));
}

const TOKEN_MAKER = 0x1050;

const hex = (id: number) => id.toString(16).padStart(4, '0');

const groupNames = (pairs: readonly (readonly [Bdf, string])[]) =>
  new Map([...Map.groupBy(pairs, ([bdf]) => bdf)].map(([bdf, group]) => [bdf, group.map(([, name]) => name)]));

function findActive(host: HostSnapshot, functions: readonly PciFunction[]): Map<Bdf, ActiveDisplay> {
  const active = new Map<Bdf, ActiveDisplay>();
  const bootDisplay = functions.find(fn => knownOr(fn.isBootVga, null) === true)?.bdf ?? null;
  const console = bootDisplay && findConsole(host, bootDisplay);
  if (bootDisplay !== null && console) active.set(bootDisplay, { card: console, connectors: [] });
  const cards = knownOr(host.seat.drmCards, []);
  const silent = cards.filter(card => card.function === bootDisplay && knownOr(card.connectors, null)?.length === 0);
  for (const card of silent.length > 0 ? silent : []) {
    // NVIDIA's driver without kernel mode setting names no sockets: an X server on the boot display lights them.
    if (bootDisplay !== null && hasXServer(host, bootDisplay))
      active.set(bootDisplay, { card: card.name, connectors: [] });
  }
  for (const card of cards) {
    const lit = litConnectors(card);
    if (card.function !== null && lit.length > 0) active.set(card.function, { card: card.name, connectors: lit });
  }
  return active;
}

function litConnectors({ connectors }: DrmCard): string[] {
  return knownOr(connectors, [])
    .filter(one => knownOr(one.status, '') === 'connected' && knownOr(one.isEnabled, false))
    .map(one => one.name);
}

/** The framebuffer that the text consoles draw on, where it is the boot display's or the firmware's on it. */
function findConsole({ seat }: HostSnapshot, bootDisplay: Bdf): string | null {
  const isDrawn = knownOr(seat.consoles, []).some(
    one => knownOr(one.isBound, false) && knownOr(one.title, '').includes('frame buffer'),
  );
  const [first] = knownOr(seat.framebuffers, []);
  const isThere = first !== undefined && (first.function === null || first.function === bootDisplay);
  return isDrawn && isThere ? first.name : null;
}

const hasXServer = (host: HostSnapshot, bdf: Bdf) =>
  (holdersByFunction(host).get(bdf) ?? []).some(holder => recogniseHolder(holder) === 'x-server');
