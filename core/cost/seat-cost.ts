/**
 * What the person in front of the host loses when functions leave: picture, keyboard, pointer, sound, USB devices.
 *
 * To give away the only graphics card, or the only keyboard, is a set-up that people choose: the guest takes over the
 * screen, and its end gives it back. What is refused here is to pull it from under a running session with nothing left to
 * end it by: the last lit display where no other card can show a picture, or the last keyboard, while nobody is logged in
 * over SSH by a way that stays. A keyboard that is not on PCI (PS/2, most laptops) stays. The last pointer is refused only
 * together with the last keyboard: with keys alone a session can be ended.
 */
import { isKnown, knownOr, type Measured, type Unknown } from '../host/measured.ts';
import type { InputDevice } from '../host/schema/seat.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { unreadableBelow } from './costs-by-key.ts';
import type { CostReason } from './host-cost.ts';
import { gatherSeat, type SeatFacts } from './seat-facts.ts';
import { findWayBack } from './way-back.ts';

/** Losses when all of `leaving` go together: the last keyboard may hang on two controllers. */
export function seatReasons(host: HostSnapshot, leaving: ReadonlySet<Bdf>): CostReason[] {
  return weigh(gatherSeat(host), leaving, findWayBack(host)(leaving));
}

/** Losses of each function when it goes alone, in one pass over the host. A function without losses is not in the map. */
export function seatReasonsOfEach(host: HostSnapshot): ReadonlyMap<Bdf, CostReason[]> {
  const facts = gatherSeat(host);
  const hasWayBack = findWayBack(host);
  const reasons = new Map<Bdf, CostReason[]>();
  const { displays, active, inputs, usb, sound } = facts;
  for (const bdf of new Set([...displays, ...active.keys(), ...inputs.keys(), ...usb.keys(), ...sound.keys()])) {
    if (bdf === null) continue;
    const alone = new Set([bdf]);
    const losses = weigh(facts, alone, hasWayBack(alone));
    if (losses.length > 0) reasons.set(bdf, losses);
  }
  return reasons;
}

function weigh(facts: SeatFacts, leaving: ReadonlySet<Bdf>, hasWayBack: boolean): CostReason[] {
  const reasons = [
    ...weighDisplays(facts, leaving, hasWayBack),
    ...weighInputs(facts, leaving, hasWayBack),
    ...[...leaving].flatMap(bdf => weighSockets(facts, bdf)),
  ];
  const isGrave = ({ level }: CostReason) => level === 'refuses';
  return [...reasons.filter(isGrave), ...reasons.filter(reason => !isGrave(reason))];
}

function weighDisplays(facts: SeatFacts, leaving: ReadonlySet<Bdf>, hasWayBack: boolean): CostReason[] {
  const going = [...leaving].filter(bdf => facts.displays.has(bdf));
  const isLast = going.length > 0 && going.length === facts.displays.size;
  const isLit = going.some(bdf => facts.active.has(bdf));
  const level = isLast && isLit && !hasWayBack ? 'refuses' : 'costs';
  return going.flatMap((bdf): CostReason[] => {
    const active = facts.active.get(bdf);
    return [
      ...(active ? [{ bdf, level, kind: 'active-display', ...active } as const] : []),
      ...(isLast ? [{ bdf, level, kind: 'last-display' } as const] : []),
    ];
  });
}

function weighInputs(facts: SeatFacts, leaving: ReadonlySet<Bdf>, hasWayBack: boolean): CostReason[] {
  const going = [...leaving].flatMap(bdf => facts.inputs.get(bdf) ?? []);
  const isGoing = new Set(going);
  const staying = facts.keyboards.filter(one => !isGoing.has(one.device));
  const goingKeyboards = new Set(facts.keyboards.flatMap(one => (isGoing.has(one.device) ? [one.device] : [])));
  const isLastKeyboard = goingKeyboards.size > 0 && staying.every(one => one.isDoubtful);
  const goingPointers = going.filter(one => one.isPointer).length;
  const isLastPointer = goingPointers > 0 && facts.pointerCount === goingPointers;
  const level = isLastKeyboard && staying.length === 0 && !hasWayBack ? 'refuses' : 'costs';
  const left = staying.length > 0 ? { left: namesOf(staying.map(one => one.device)) } : {};
  return [...leaving].flatMap((bdf): CostReason[] => {
    const here = facts.inputs.get(bdf) ?? [];
    const keyboards = isLastKeyboard ? namesOf(here.filter(one => goingKeyboards.has(one))) : [];
    const pointers = isLastPointer ? namesOf(here.filter(one => one.isPointer)) : [];
    const others = namesOf(here).filter(name => !keyboards.includes(name) && !pointers.includes(name));
    return [
      ...(keyboards.length > 0 ? [{ bdf, level, kind: 'last-keyboard', devices: keyboards, ...left } as const] : []),
      ...(pointers.length > 0 ? [{ bdf, level, kind: 'last-pointer', devices: pointers } as const] : []),
      ...(others.length > 0 ? [{ bdf, level: 'costs', kind: 'input', devices: others } as const] : []),
    ];
  });
}

function weighSockets({ usb, sound }: SeatFacts, bdf: Bdf): CostReason[] {
  const reasons: CostReason[] = (sound.get(bdf) ?? []).map(card => ({ bdf, level: 'costs', kind: 'sound', card }));
  const devices = [...(usb.get(bdf) ?? [])];
  return devices.length > 0 ? [{ bdf, level: 'costs', kind: 'usb-devices', devices }, ...reasons] : reasons;
}

/** One device may be several to the kernel: a keyboard with media keys. */
const namesOf = (devices: readonly InputDevice[]) => [...new Set(devices.map(device => device.name))];

/** What could not be read and would have told more. */
export function seatGaps(host: HostSnapshot): Unknown[] {
  const { seat, network } = host;
  const cards = knownOr(seat.drmCards, []);
  const connectors = cards.flatMap(card => knownOr(card.connectors, []));
  const facts: Measured<unknown>[] = [
    seat.drmCards,
    ...cards.map(card => card.connectors),
    ...connectors.flatMap(one => [one.status, one.isEnabled]),
    seat.framebuffers,
    seat.consoles,
    seat.inputs,
    seat.soundCards,
    seat.usbDevices,
    network.sshSessions,
  ];
  return [...facts.filter((fact): fact is Unknown => !isKnown(fact)), ...unreadableBelow(host, PLACES)];
}

const PLACES = [
  '/sys/class/drm/',
  '/sys/class/graphics/',
  '/sys/class/sound/',
  '/sys/class/bluetooth',
  '/sys/bus/usb/',
];
