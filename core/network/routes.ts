/**
 * /proc/net/route and /proc/net/ipv6_route: where packets leave.
 *
 * Source: Linux net/ipv4/fib_trie.c fib_route_seq_show(), net/ipv6/route.c rt6_info_route(); include/uapi/linux/route.h,
 * ipv6_route.h (flags).
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import { fromWords, isInside } from './address.ts';

export type Route = {
  interface: string;
  /** Network order, hex; see address.ts. */
  network: string;
  prefixLength: number;
  /** To a neighbour directly, not through a router. */
  isConnected: boolean;
  metric: number;
};

const UP = 0x1;
const GATEWAY = 0x2;
const REJECT = 0x200;
/** IPv6: the host's own addresses, and the anycast ones that it answers to. */
const NO_WAY_OUT = 0x80000000 | 0x00100000;

/** Only routes that are up and lead somewhere: one that rejects (`unreachable`, `blackhole`) does not. */
export function parseRoutes(text: string): Route[] | Malformed {
  // Before the first route the kernel has no table, and prints no heading either.
  if (text === '') return [];
  const [heading = '', ...lines] = text.split('\n');
  if (!/^Iface\s+Destination\s+Gateway\s+Flags\s/.test(heading)) return malformed(heading);
  const routes: Route[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const [name = '', destination = '', gateway = '', flagText = '', , , metric = '', mask = ''] = line
      .trim()
      .split(/\s+/);
    const length = prefixLength(mask);
    if (name === '' || ![destination, gateway].every(isWord) || !/^[0-9A-F]{4,8}$/i.test(flagText))
      return malformed(line);
    if (length === null || !/^-?\d{1,10}$/.test(metric)) return malformed(line);
    const flags = Number.parseInt(flagText, 16);
    if ((flags & UP) === 0 || (flags & REJECT) !== 0) continue;
    routes.push({
      interface: name,
      network: fromWords(destination),
      prefixLength: length,
      isConnected: (flags & GATEWAY) === 0,
      metric: Number(metric),
    });
  }
  return routes;
}

/** An empty file has a meaning: no route at all. */
export function parseIpv6Routes(text: string): Route[] | Malformed {
  const routes: Route[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [network = '', length = '', , , , metric = '', , , flagText = '', name = ''] = line.trim().split(/\s+/);
    if (!/^[0-9a-f]{32}$/.test(network) || !/^[0-9a-f]{2}$/.test(length) || Number.parseInt(length, 16) > 128)
      return malformed(line);
    if (name === '' || !/^[0-9a-f]{8}$/.test(metric) || !/^[0-9a-f]{8}$/.test(flagText)) return malformed(line);
    const flags = Number.parseInt(flagText, 16);
    if ((flags & UP) === 0 || (flags & (REJECT | NO_WAY_OUT)) !== 0) continue;
    routes.push({
      interface: name,
      network,
      prefixLength: Number.parseInt(length, 16),
      isConnected: (flags & GATEWAY) === 0,
      metric: Number.parseInt(metric, 16),
    });
  }
  return routes;
}

/** Interfaces that a default route leaves through, each once. The loopback interface leads nowhere. */
export function defaultInterfaces(routes: readonly Route[]): string[] {
  const found = routes
    .filter(route => route.prefixLength === 0 && route.interface !== 'lo')
    .map(route => route.interface);
  return [...new Set(found)];
}

/** The interfaces whose network an address of the host lies in: of the smallest such network. */
export function interfacesAround(routes: readonly Route[], address: string): string[] {
  const around = routes.filter(
    route => route.isConnected && route.prefixLength > 0 && isInside(address, route.network, route.prefixLength),
  );
  const longest = Math.max(...around.map(route => route.prefixLength));
  return [...new Set(around.filter(route => route.prefixLength === longest).map(route => route.interface))];
}

/** The interface of the longest route that has the address in it; of equal ones the cheapest. null: there is none. */
export function interfaceToward(routes: readonly Route[], address: string): string | null {
  let best: Route | null = null;
  for (const route of routes) {
    if (!isInside(address, route.network, route.prefixLength)) continue;
    if (best === null || route.prefixLength > best.prefixLength) best = route;
    else if (route.prefixLength === best.prefixLength && route.metric < best.metric) best = route;
  }
  return best?.interface ?? null;
}

const isWord = (text: string) => /^[0-9A-F]{8}$/i.test(text);

/** null: no mask, or one with a hole, which no route has. */
function prefixLength(mask: string): number | null {
  if (!isWord(mask)) return null;
  const bits = Number.parseInt(mask.replace(/(..)(..)(..)(..)/, '$4$3$2$1'), 16).toString(2);
  if (Number(`0b${bits}`) === 0) return 0;
  return /^1+0*$/.test(bits) && bits.length === 32 ? bits.lastIndexOf('1') + 1 : null;
}
