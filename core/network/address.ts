/**
 * Addresses as bytes in network order, in lower-case hex: eight digits for IPv4, 32 for IPv6. An IPv4 address inside an
 * IPv6 one (`::ffff:10.0.0.2`) is written as IPv4, because it is the same.
 *
 * The files of /proc/net print IPv4 addresses, and IPv6 addresses of connections word by word, as numbers in the order
 * of the processor: on a little-endian one (every x86 and almost every Arm) 127.0.0.1 reads `0100007F`. Routes and
 * addresses of IPv6 are printed byte by byte.
 * Source: Linux net/ipv4/tcp_ipv4.c get_tcp4_sock(), net/ipv6/tcp_ipv6.c get_tcp6_sock(), net/ipv4/fib_trie.c
 * fib_route_seq_show(), net/ipv6/route.c rt6_info_route().
 */
const MAPPED = `${'0'.repeat(20)}ffff`;

/** From one or four words of eight hex digits each, in the order of a little-endian processor. */
export function fromWords(words: string): string {
  const swapped = words.replace(/(..)(..)(..)(..)/g, '$4$3$2$1');
  return unmapped(swapped.toLowerCase());
}

/** From text as people and SSH_CONNECTION have it. `%eth0` at its end names the interface. null: no address. */
export function fromText(text: string): { address: string; zone: string | null } | null {
  const [host = '', zone] = text.split('%');
  const address = host.includes(':') ? fromIpv6(host) : fromIpv4(host);
  return address === null ? null : { address: unmapped(address), zone: zone || null };
}

/** Whether the first `length` bits are alike. Addresses of two families never are. */
export function isInside(address: string, network: string, length: number): boolean {
  if (address.length !== network.length) return false;
  const digits = length >> 2;
  if (address.slice(0, digits) !== network.slice(0, digits)) return false;
  const bits = length & 3;
  if (bits === 0) return true;
  const top = (text: string) => Number.parseInt(text.charAt(digits), 16) >> (4 - bits);
  return top(address) === top(network);
}

function unmapped(address: string): string {
  return address.length === 32 && address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address;
}

function fromIpv4(text: string): string | null {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some(part => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return null;
  return parts.map(part => Number(part).toString(16).padStart(2, '0')).join('');
}

function fromIpv6(text: string): string | null {
  const dotted = text.slice(text.lastIndexOf(':') + 1);
  const tail = dotted.includes('.') ? fromIpv4(dotted) : null;
  if (dotted.includes('.') && tail === null) return null;
  const whole = tail === null ? text : `${text.slice(0, -dotted.length)}${tail.slice(0, 4)}:${tail.slice(4)}`;
  const halves = whole.split('::');
  if (halves.length > 2) return null;
  const [front = [], back = []] = halves.map(half => (half === '' ? [] : half.split(':')));
  const missing = 8 - front.length - back.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const words = [...front, ...Array<string>(missing).fill('0'), ...back];
  return words.every(word => /^[0-9a-f]{1,4}$/i.test(word))
    ? words.map(word => word.toLowerCase().padStart(4, '0')).join('')
    : null;
}
