/**
 * Bridges above each function, from the bus numbers that lspci prints of bridges:
 * `Bus: primary=00, secondary=01, subordinate=02`.
 */
import type { Measured } from '../host/measured.ts';
import { notPasted } from '../host/posted-text.ts';
import { type Bdf, busOf } from '../pci/bdf.ts';

export type PostedBridge = {
  bdf: Bdf;
  /** `0000:01`; null: the text does not say. */
  secondaryBus: string | null;
};

/** A deeper tree has no address: a segment has 256 buses. */
const DEEPEST = 256;

/** @param bridges every PCI bridge of the text. */
export function bridgePaths(bridges: readonly PostedBridge[]): (bdf: Bdf) => Measured<Bdf[]> {
  const above = new Map(
    bridges.flatMap(({ bdf, secondaryBus }) => (secondaryBus === null ? [] : [[secondaryBus, bdf]])),
  );
  const segmentOf = (bus: string) => bus.slice(0, bus.lastIndexOf(':'));
  const silent = new Set(
    bridges.filter(bridge => bridge.secondaryBus === null).map(bridge => segmentOf(busOf(bridge.bdf))),
  );
  const spoken = new Set([...above.keys()].map(segmentOf));
  return bdf => {
    const path: Bdf[] = [];
    let bus = busOf(bdf);
    while (path.length < DEEPEST) {
      const bridge = above.get(bus);
      if (bridge === undefined) break;
      path.unshift(bridge);
      bus = busOf(bridge);
    }
    if (path.length >= DEEPEST) return notPasted('its buses go round in a circle');
    // Without a bridge above it a bus is a root bus, if all bridges have spoken. Bus 0 always is one.
    const isRoot = bus.endsWith(':00') || (spoken.has(segmentOf(bus)) && !silent.has(segmentOf(bus)));
    return isRoot ? path : notPasted('it does not show which buses lie behind the bridges (lspci -v does)');
  };
}
