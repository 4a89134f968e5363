/**
 * SSH sessions to this host, and the interface each comes in through. Addresses are used and not kept.
 *
 * `SSH_CONNECTION` is what sshd leaves in the environment: client address and port, server address and port. A terminal
 * multiplexer keeps it after the session is gone, so it counts only where the kernel has that connection too.
 * Source: ssh(1), ENVIRONMENT.
 */

import type { Unknown } from '../host/measured.ts';
import type { HostNetwork } from '../host/schema/network.ts';
import { fromText } from './address.ts';
import type { Connection, Endpoint } from './connections.ts';
import { interfacesAround, interfaceToward, type Route } from './routes.ts';

export const SSH_PORT = 22;

export type SshSession = Exclude<HostNetwork['sshSessions'], Unknown>[number];

export type OwnConnection = Connection & { zone: string | null };

/** What the environment says about the session that we run in. null: it says nothing of use. */
export function parseSshConnection(variable: string): (Connection & { zone: string | null }) | null {
  const [client = '', clientPort = '', server = '', serverPort = ''] = variable.trim().split(/\s+/);
  const remote = fromText(client);
  const local = fromText(server);
  if (remote === null || local === null || ![clientPort, serverPort].every(port => /^\d{1,5}$/.test(port))) return null;
  return {
    local: { address: local.address, port: Number(serverPort) },
    remote: { address: remote.address, port: Number(clientPort) },
    zone: local.zone,
  };
}

export type LocalNet = {
  /** Of both families. */
  routes: readonly Route[];
  /** Interfaces of the host's addresses: of IPv6 always, of IPv4 where the running host could be asked. */
  addresses: ReadonlyMap<string, readonly string[]>;
};

/** Each interface once; ours first. */
export function sshSessions(
  connections: readonly (Connection & { source: string })[],
  ours: OwnConnection | null,
  net: LocalNet,
): SshSession[] {
  const found = new Map<string | null, SshSession>();
  for (const connection of connections) {
    const isOurs = ours !== null && isSame(connection.local, ours.local) && isSame(connection.remote, ours.remote);
    if (!isOurs && connection.local.port !== SSH_PORT) continue;
    const name = (isOurs ? ours.zone : null) ?? interfaceOf(connection, net);
    // A connection of the host to itself needs no hardware.
    if (name === 'lo') continue;
    if (!found.has(name) || isOurs) found.set(name, { interface: name, isOurs, source: connection.source });
  }
  return [...found.values()].sort((a, b) => Number(b.isOurs) - Number(a.isOurs));
}

/**
 * By the host's own address where that tells: exactly where its interface is known, else by the network it lies in.
 * Otherwise by the way back to the client.
 */
function interfaceOf({ local, remote }: Connection, { routes, addresses }: LocalNet): string | null {
  const own = addresses.get(local.address);
  if (own?.length === 1) return own[0] ?? null;
  if (local.address.startsWith('7f') && local.address.length === 8) return 'lo';
  const near = interfacesAround(routes, local.address);
  // Two cards in one network: the metric says where answers leave, not whose the address is.
  if (near.length > 1) return null;
  return near[0] ?? interfaceToward(routes, remote.address);
}

const isSame = (a: Endpoint, b: Endpoint) => a.port === b.port && a.address === b.address;
