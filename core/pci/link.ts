/**
 * Whether a function's way to the root complex is as fast as the device could be, and if not, for how long.
 *
 * A link has two ends, a port above and a device below, and runs no better than the lesser of them. Fewer lanes or a
 * slower clock than the port offers at most is for good; a clock below what both could do is how idle graphics cards
 * save power. Bridges alternate between the two ends: port, switch, port of the switch, device. A card with a switch of
 * its own (AMD since Navi) shows its slot at the switch, not at the graphics function.
 * Source: PCI Express Base 6.0, 7.5.3.6 and 7.5.3.8; Linux drivers/pci/pci.c, pcie_bandwidth_available().
 */
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { LinkState } from '../host/schema/pci-function.ts';
import type { PciFunction } from '../host/snapshot.ts';

export type LinkLimit = {
  kind: /** No lane is up. */
    | 'down'
    /** The port has fewer lanes, or a slower clock, than the device could use. */
    | 'port'
    /** Fewer lanes are up than both ends have. */
    | 'lanes-missing'
    /** Both ends could be faster, and would be if there were something to do. */
    | 'idle';
  device: PciFunction;
  port: PciFunction | null;
  now: LinkState;
  /** Of the device. */
  most: LinkState;
  /** Of the port. */
  portMost: LinkState | null;
};

/** The links between the root complex and the function that run below the best of their devices, root first. */
export function linkLimits(index: HostIndex, fn: PciFunction): LinkLimit[] {
  const way = [...knownOr(fn.bridgePath, []).map(bdf => index.functions.get(bdf)), fn];
  const limits: LinkLimit[] = [];
  for (let i = 1; i < way.length; i += 2) {
    const limit = limitOf(way[i - 1], way[i]);
    if (limit) limits.push(limit);
  }
  // A function on the root bus has no port above it that could be asked.
  const alone = way.length === 1 ? limitOf(undefined, fn) : null;
  return alone ? [alone] : limits;
}

function limitOf(port: PciFunction | undefined, device: PciFunction | undefined): LinkLimit | null {
  const link = device && knownOr(device.link, null);
  if (!device || !link?.now || !link.most) return null;
  const { now, most } = link;
  const portMost = (port && isKnown(port.link) && port.link?.most) || null;
  const kind = kindOf(now, most, portMost);
  return kind && { kind, device, port: port ?? null, now, most, portMost };
}

function kindOf(now: LinkState, most: LinkState, port: LinkState | null): LinkLimit['kind'] | null {
  if (now.width === 0) return 'down';
  const isNarrow = now.width < most.width;
  const isSlow = now.gigatransfersPerSecond < most.gigatransfersPerSecond;
  if (isNarrow) return port !== null && now.width < Math.min(port.width, most.width) ? 'lanes-missing' : 'port';
  const isSlowPort = port !== null && port.gigatransfersPerSecond < most.gigatransfersPerSecond;
  return isSlow ? (isSlowPort ? 'port' : 'idle') : null;
}

/** `8 GT/s x16`. */
export function formatLink({ gigatransfersPerSecond, width }: LinkState): string {
  return `${gigatransfersPerSecond} GT/s x${width}`;
}
