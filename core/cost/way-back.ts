/**
 * Whether somebody can still reach the host over the network when functions leave: an SSH session that does not come in
 * through any of them. A service that merely listens is no proof that anybody gets in.
 */
import { knownOr } from '../host/measured.ts';
import type { NetworkInterface } from '../host/schema/network.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';

export type WayBack = (leaving: ReadonlySet<Bdf>) => boolean;

/** Sessions that could not be read are none: nothing is given away on a guess. */
export function findWayBack({ network }: HostSnapshot): WayBack {
  const interfaces = new Map(knownOr(network.interfaces, []).map(one => [one.name, one]));
  const hardware = new Set([...interfaces.values()].flatMap(one => one.function ?? []));
  const sessions = knownOr(network.sshSessions, []).map(session => functionsBehind(session.interface, interfaces));
  return leaving =>
    sessions.some(functions =>
      // Through a tunnel, or by an address that is on none: it may come in by any card.
      [...(functions.size > 0 ? functions : hardware)].every(bdf => !leaving.has(bdf)),
    );
}

/** Through bridges, bonds and VLANs down to the cards: with one card of several gone, the session may be too. */
function functionsBehind(name: string | null, interfaces: ReadonlyMap<string, NetworkInterface>): Set<Bdf> {
  const functions = new Set<Bdf>();
  const seen = new Set<string>();
  const rest = name === null ? [] : [name];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const one = interfaces.get(next);
    if (!one || seen.has(next)) continue;
    seen.add(next);
    if (one.function !== null) functions.add(one.function);
    rest.push(...one.lowers);
  }
  return functions;
}
