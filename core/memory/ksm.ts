/** /sys/kernel/mm/ksm/run: 1 runs; 0 stopped, with merged pages left; 2 stopped, and all pages taken apart. Source: Linux Documentation/admin-guide/mm/ksm.rst. */
import { type Malformed, malformed } from '../host/malformed.ts';

export function parseKsmRun(text: string): boolean | Malformed {
  const digit = text.trim();
  return /^[012]$/.test(digit) ? digit === '1' : malformed(text);
}
