/** What the person in front of the host loses when functions leave: picture, keyboard, pointer, sound, USB devices. */
import type { Unknown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import type { CostReason } from './host-cost.ts';

/** Losses when all of `leaving` go together: the last keyboard may hang on two controllers. */
export function seatReasons(_host: HostSnapshot, _leaving: ReadonlySet<Bdf>): CostReason[] {
  return [];
}

/** Losses of each function when it goes alone, in one pass over the host. A function without losses is not in the map. */
export function seatReasonsOfEach(_host: HostSnapshot): ReadonlyMap<Bdf, CostReason[]> {
  return new Map();
}

/** What could not be read and would have told more. */
export function seatGaps(_host: HostSnapshot): Unknown[] {
  return [];
}
