/**
 * Lines of limits.conf and limits.d that speak of locked memory: `DOMAIN TYPE memlock VALUE`, with KiB as the unit, and
 * `DOMAIN -`, which exempts the domain from all limits.
 * Source: Linux-PAM modules/pam_limits/pam_limits.c, parse_config_file() and process_limit(); limits.conf(5).
 */
import type { NumberedLine } from '../host/continued-lines.ts';
import type { Unknown } from '../host/measured.ts';
import type { MemlockSetting } from '../host/schema/user.ts';

export type LimitsFile = {
  settings: MemlockSetting[];
  /** Lines that pam_limits skips with a message. */
  strange: NumberedLine[];
};

const UNLIMITED = new Set(['-1', '-', 'unlimited', 'infinity']);

export function parseLimitsConf(text: string, file: string): LimitsFile {
  const settings: MemlockSetting[] = [];
  const strange: LimitsFile['strange'] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const row = raw.replace(/#.*/, '').trim();
    if (row === '') continue;
    const line = index + 1;
    const [subject = '', type = '', item = '', ...rest] = row.split(/[ \t]+/);
    const kind = type.toLowerCase();
    const setting = { kind: 'pam-limit', file, line, text: row, subject } as const;
    if (type.startsWith('-') && item === '') settings.push({ ...setting, limit: null });
    else if (rest.length === 0 || !['soft', 'hard', '-'].includes(kind)) strange.push({ line, text: row });
    else if (item.toLowerCase() === 'memlock') {
      const bytes = bytesOf(rest.join(' ').toLowerCase(), `${file}:${line}`);
      settings.push({
        ...setting,
        limit: { ...(kind === 'hard' ? {} : { soft: bytes }), ...(kind === 'soft' ? {} : { hard: bytes }) },
      });
    }
  }
  return { settings, strange };
}

/** Digits at the start count, as strtoull(3) reads them. */
function bytesOf(value: string, source: string): number | null | Unknown {
  if (UNLIMITED.has(value)) return null;
  const digits = /^\+?(\d{1,20})/.exec(value)?.[1];
  if (digits === undefined) return { unknown: 'malformed', source, detail: value.slice(0, 80) };
  const bytes = Number(digits) * 1024;
  return Number.isSafeInteger(bytes) ? bytes : null;
}
