/**
 * /proc/net/if_inet6: every IPv6 address of the host and its interface.
 * `fe800000000000000200fcfffe000001 02 40 20 80     eth0`. Source: Linux net/ipv6/addrconf.c if6_seq_show().
 */
import { type Malformed, malformed } from '../host/malformed.ts';

/** An address may stand on several interfaces: every one has its own fe80::1. An empty file has a meaning: none. */
export function parseInterfaceAddresses(text: string): Map<string, string[]> | Malformed {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [address = '', , , , , name] = line.trim().split(/\s+/);
    if (!/^[0-9a-f]{32}$/.test(address) || !name) return malformed(line);
    found.set(address, [...(found.get(address) ?? []), name]);
  }
  return found;
}
