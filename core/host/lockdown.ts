/**
 * /sys/kernel/security/lockdown: `[none] integrity confidentiality`, the level in force in brackets.
 * Source: Linux security/lockdown/lockdown.c, lockdown_read().
 */
import { type Malformed, malformed } from './malformed.ts';

const LEVELS = ['none', 'integrity', 'confidentiality'] as const;
export type LockdownLevel = (typeof LEVELS)[number];

export function parseLockdown(text: string): LockdownLevel | Malformed {
  const chosen = /\[(\w+)\]/.exec(text)?.[1];
  return LEVELS.find(level => level === chosen) ?? malformed(text);
}
