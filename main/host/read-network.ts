/**
 * Network interfaces, how they are stacked, where default routes leave and SSH sessions come in. Addresses are looked at
 * and not kept. Source: Linux Documentation/ABI/testing/sysfs-class-net; proc_net(5).
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { HostNetwork, NetworkInterface } from '../../core/host/schema/network.ts';
import { fromText } from '../../core/network/address.ts';
import { type Connection, parseConnections } from '../../core/network/connections.ts';
import { parseInterfaceAddresses } from '../../core/network/interface-addresses.ts';
import { defaultInterfaces, parseIpv6Routes, parseRoutes, type Route } from '../../core/network/routes.ts';
import { SSH_PORT, sshSessions } from '../../core/network/ssh-sessions.ts';
import { functionOfDevicePath } from '../../core/pci/device-path.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { readOwnSession } from './read-own-session.ts';
import type { UnreadableFiles } from './unreadable.ts';

const INTERFACES = '/sys/class/net';
const ROUTES = '/proc/net/route';
const IPV6_ROUTES = '/proc/net/ipv6_route';
const IPV6_ADDRESSES = '/proc/net/if_inet6';
const CONNECTIONS = '/proc/net/tcp';
const IPV6_CONNECTIONS = '/proc/net/tcp6';

/** Some 28,000 connections. Whoever has more is not read to the end, because that would keep everything else waiting. */
const CONNECTIONS_LIMIT_BYTES = 4 * 1024 * 1024;

export async function readNetwork(files: HostFiles, pace: Pace, unreadable: UnreadableFiles): Promise<HostNetwork> {
  const interfaces = await readInterfaces(files, pace, unreadable);
  const routes = measure(ROUTES, () => parseRoutes(files.readText(ROUTES)));
  // A kernel without IPv6 has no such files.
  const ipv6Routes = noneIfAbsent(
    measure(IPV6_ROUTES, () => parseIpv6Routes(files.readText(IPV6_ROUTES))),
    [],
  );
  await pace.breathe();
  return {
    interfaces,
    defaultRoutes: readDefaultRoutes(routes, ipv6Routes, unreadable),
    sshSessions: readSshSessions(files, { routes, ipv6Routes }, unreadable),
  };
}

async function readInterfaces(
  files: HostFiles,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<Measured<NetworkInterface[]>> {
  const names = measure(INTERFACES, () => files.list(INTERFACES));
  if (!isKnown(names)) return names;
  const interfaces: NetworkInterface[] = [];
  for (const name of names) {
    // The one entry that is no interface: a file that makes bonds.
    if (name === 'bonding_masters') continue;
    const read = readInterface(files, name, unreadable);
    if (read !== null) interfaces.push(read);
    await pace.breathe();
  }
  return interfaces.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function readInterface(files: HostFiles, name: string, unreadable: UnreadableFiles): NetworkInterface | null {
  const folder = `${INTERFACES}/${name}`;
  const link = measure(folder, () => files.readLink(folder));
  const entries = measure(folder, () => files.list(folder));
  if (!isKnown(link) || !isKnown(entries)) {
    for (const fact of [link, entries]) if (!isKnown(fact)) unreadable.addUnknown(fact);
    return null;
  }
  if (!link.includes('/')) {
    unreadable.add(folder, 'malformed: no link to a device');
    return null;
  }
  const state = `${folder}/operstate`;
  return {
    name,
    function: functionOfDevicePath(link),
    kind: kindOf(entries),
    isVirtual: link.includes('/devices/virtual/'),
    lowers: entries
      .filter(entry => entry.startsWith('lower_'))
      .map(entry => entry.slice('lower_'.length))
      .sort(),
    state: measure(state, () => parseState(files.readText(state))),
  };
}

function kindOf(entries: readonly string[]): NetworkInterface['kind'] {
  if (entries.includes('bridge')) return 'bridge';
  if (entries.includes('bonding')) return 'bond';
  return entries.includes('phy80211') || entries.includes('wireless') ? 'wireless' : 'other';
}

function parseState(text: string) {
  const state = text.trim();
  return /^[a-z]{1,32}$/.test(state) ? state : malformed(text);
}

/** One family that cannot be read does not hide the other. */
function readDefaultRoutes(
  ipv4: Measured<Route[]>,
  ipv6: Measured<Route[]>,
  unreadable: UnreadableFiles,
): HostNetwork['defaultRoutes'] {
  if (!isKnown(ipv4) && (!isKnown(ipv6) || ipv6.length === 0)) {
    if (!isKnown(ipv6)) unreadable.addUnknown(ipv6);
    return ipv4;
  }
  for (const routes of [ipv4, ipv6]) if (!isKnown(routes)) unreadable.addUnknown(routes);
  const through = (routes: Measured<Route[]>, family: 'ipv4' | 'ipv6') =>
    isKnown(routes) ? defaultInterfaces(routes).map(name => ({ interface: name, family })) : [];
  return [...through(ipv4, 'ipv4'), ...through(ipv6, 'ipv6')];
}

function readSshSessions(
  files: HostFiles,
  { routes, ipv6Routes }: { routes: Measured<Route[]>; ipv6Routes: Measured<Route[]> },
  unreadable: UnreadableFiles,
): HostNetwork['sshSessions'] {
  const own = readOwnSession(files);
  if (own.kind === 'unclear') unreadable.addUnknown(own.gap);
  const ours = own.kind === 'inside' ? own.connection : null;
  const ports = new Set([SSH_PORT, ...(ours === null ? [] : [ours.local.port])]);
  const ipv4 = readConnections(files, CONNECTIONS, ports, unreadable);
  const ipv6 = noneIfAbsent(readConnections(files, IPV6_CONNECTIONS, ports, unreadable), []);
  if (!isKnown(ipv4)) {
    if (!isKnown(ipv6)) unreadable.addUnknown(ipv6);
    return ipv4;
  }
  if (!isKnown(ipv6)) unreadable.addUnknown(ipv6);
  const all = [
    ...ipv4.map(connection => ({ ...connection, source: CONNECTIONS })),
    ...(isKnown(ipv6) ? ipv6.map(connection => ({ ...connection, source: IPV6_CONNECTIONS })) : []),
  ];
  const addresses = noneIfAbsent(
    measure(IPV6_ADDRESSES, () => parseInterfaceAddresses(files.readText(IPV6_ADDRESSES))),
    new Map<string, string[]>(),
  );
  if (!isKnown(addresses)) unreadable.addUnknown(addresses);
  const sessions = sshSessions(all, ours, {
    routes: [...(isKnown(routes) ? routes : []), ...(isKnown(ipv6Routes) ? ipv6Routes : [])],
    addresses: withOwnAddresses(files, isKnown(addresses) ? addresses : new Map()),
  });
  if (own.kind === 'unclear') return sessions.map(session => ({ ...session, isOurs: own.gap }));
  if (own.kind !== 'hidden') return sessions;
  // It may be one of these, or come in on a port of its own.
  const gap = { unknown: 'absent', source: own.source, detail: 'which SSH session this program runs in' } as const;
  return [
    ...sessions.map(session => ({ ...session, isOurs: gap })),
    { interface: null, isOurs: true, source: own.source },
  ];
}

/** Addresses that the running host tells itself; of a kernel that tells nothing, none. */
function withOwnAddresses(files: HostFiles, known: ReadonlyMap<string, readonly string[]>) {
  const addresses = new Map(known);
  for (const { interface: name, address } of files.ownAddresses?.() ?? []) {
    const key = fromText(address)?.address;
    if (key !== undefined) addresses.set(key, [...new Set([...(addresses.get(key) ?? []), name])]);
  }
  return addresses;
}

function readConnections(
  files: HostFiles,
  source: string,
  ports: ReadonlySet<number>,
  unreadable: UnreadableFiles,
): Measured<Connection[]> {
  return measure(source, () => {
    const bytes = files.readBytes(source, CONNECTIONS_LIMIT_BYTES);
    const isCut = bytes.length === CONNECTIONS_LIMIT_BYTES;
    if (isCut) unreadable.add(source, 'longer than 4 MiB: later connections were not looked at');
    return parseConnections(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), ports, isCut);
  });
}

function noneIfAbsent<T>(fact: Measured<T>, none: NoInfer<T>): Measured<T> {
  return isAbsent(fact) ? none : fact;
}
