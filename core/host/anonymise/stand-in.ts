/**
 * How stand-ins look. What already looks like one is left alone, so that anonymising twice changes nothing.
 * Addresses stay addresses, from the ranges that are reserved for examples: RFC 5737, RFC 3849; a locally administered
 * hardware address.
 */
const WORDS = 'user|host|group|folder|file|uuid|label|volume|interface|serial|disk|person|machine|unit|secret';
const STAND_IN = new RegExp(`^(?:(?:${WORDS})-\\d+(?:\\.\\w+)?|vg\\d+|lv\\d+)$`);
const STAND_INS = new RegExp(
  `(?:${WORDS})-\\d+|\\bvg\\d+|\\blv\\d+|\\b02:00:00(?::[0-9a-f]{2}){3}|\\b192\\.0\\.2\\.\\d+|2001:db8::[0-9a-f]+`,
  'g',
);

export function isStandIn(name: string): boolean {
  return STAND_IN.test(name);
}

/** Every stand-in that a text holds already. */
export function standInsIn(text: string): string[] {
  return text.match(STAND_INS) ?? [];
}

export const numbered = (word: string) => (n: number) => `${word}-${n}`;

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

export const hardwareAddress = (n: number) =>
  `02:00:00:${hex((n >> 16) & 0xff, 2)}:${hex((n >> 8) & 0xff, 2)}:${hex(n & 0xff, 2)}`;
export const ipv4Address = (n: number) => `192.0.2.${n}`;
export const ipv6Address = (n: number) => `2001:db8::${hex(n, 1)}`;

export const isExampleAddress = (text: string) =>
  /^(?:192\.0\.2\.|0\.0\.0\.0$|127\.|255\.|2001:db8::|::1?$|02:00:00:|00:00:00:00:00:00$|ff:ff:ff:ff:ff:ff$)/i.test(
    text,
  );
