/**
 * One field of /sys/class/dmi/id. Board makers leave the defaults of the firmware's author in many of them.
 * Source: Linux drivers/firmware/dmi-id.c (only printable ASCII passes).
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'to be filled by o.e.m.',
  'to be filled by oem',
  'default string',
  'default',
  'system manufacturer',
  'system product name',
  'system version',
  'base board product name',
  'base board manufacturer',
  'board manufacturer',
  'not specified',
  'not applicable',
  'not available',
  'none',
  'n/a',
  'unknown',
  'undefined',
  'oem',
  'o.e.m.',
  'invalid',
  'type1productconfigid',
]);

/** null: the maker wrote nothing, or only filler. */
export function parseDmiField(text: string): string | null | Malformed {
  if (!text.endsWith('\n')) return malformed(text);
  const value = text.slice(0, -1);
  if (!/^[\x20-\x7e]*$/.test(value)) return malformed(text);
  const words = value.trim().replace(/ {2,}/g, ' ');
  const isFiller = words === '' || PLACEHOLDERS.has(words.toLowerCase()) || /^([0x*.\-? ])\1+$/i.test(words);
  return isFiller ? null : words;
}
