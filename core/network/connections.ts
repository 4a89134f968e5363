/**
 * /proc/net/tcp and /proc/net/tcp6: connections, in the kernel's hex (address.ts). Ports are in plain order.
 * Source: proc_net(5); Linux net/ipv4/tcp_ipv4.c get_tcp4_sock(); include/net/tcp_states.h.
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import { fromWords } from './address.ts';

export type Endpoint = { address: string; port: number };
export type Connection = { local: Endpoint; remote: Endpoint };

const ESTABLISHED = '01';
const LINE =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{2}) /;

/**
 * Established connections to one of `localPorts`; a busy host has a hundred thousand others.
 * `isCut`: the text may end within a line.
 */
export function parseConnections(
  text: string,
  localPorts: ReadonlySet<number>,
  isCut = false,
): Connection[] | Malformed {
  const lines = text.split('\n');
  const heading = lines[0] ?? '';
  if (!/^\s*sl\s+local_address\s/.test(heading)) return malformed(heading);
  if (isCut) lines.pop();
  const found: Connection[] = [];
  for (const line of lines.slice(1)) {
    if (line === '') continue;
    const [, local, localPort, remote, remotePort, state] = LINE.exec(line) ?? [];
    if (local === undefined || localPort === undefined || remote === undefined || remotePort === undefined)
      return malformed(line);
    const port = Number.parseInt(localPort, 16);
    if (state !== ESTABLISHED || !localPorts.has(port)) continue;
    found.push({
      local: { address: fromWords(local), port },
      remote: { address: fromWords(remote), port: Number.parseInt(remotePort, 16) },
    });
  }
  return found;
}
