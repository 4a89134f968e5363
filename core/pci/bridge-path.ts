/**
 * The bridges above a function, from the text of its link in /sys/bus/pci/devices:
 * `../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0` has the bridge 0000:00:01.0.
 *
 * Only what follows the last `pciSSSS:BB` counts: that folder is a root bus, and a controller above it (Intel VMD)
 * is no bridge. Source: Linux drivers/pci/probe.c, pci_register_host_bridge(), `pci%04x:%02x`.
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import { type Bdf, parseBdf } from './bdf.ts';

/** Nearest to the root first; empty: directly on the root bus. */
export function parseBridgePath(link: string, self: Bdf): Bdf[] | Malformed {
  const names = link.split('/');
  const root = names.findLastIndex(name => /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/.test(name));
  if (root < 0 || names.at(-1) !== self) return malformed(link);
  const bridges: Bdf[] = [];
  for (const name of names.slice(root + 1, -1)) {
    const bridge = parseBdf(name);
    if (bridge === null) return malformed(link);
    bridges.push(bridge);
  }
  return bridges;
}
