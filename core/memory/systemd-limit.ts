/**
 * Limits as systemd's settings write them: `64M`, `1G:2G` (soft, hard), `infinity`. Units are powers of 1024.
 * Source: systemd src/basic/rlimit-util.c rlimit_parse(), src/basic/parse-util.c parse_size(); systemd.exec(5).
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const POWERS: ReadonlyMap<string, number> = new Map(['B', 'K', 'M', 'G', 'T', 'P', 'E'].map((unit, i) => [unit, i]));

/** null: without limit. */
export type LimitPair = { soft: number | null; hard: number | null };

export function parseSystemdLimit(text: string): LimitPair | Malformed {
  const [softText = '', hardText, ...more] = text.trim().split(':');
  const soft = limitOf(softText);
  const hard = hardText === undefined ? soft : limitOf(hardText);
  if (soft === undefined || hard === undefined || more.length > 0) return malformed(text);
  // systemd refuses such a line.
  if (hard !== null && (soft === null || soft > hard)) return malformed(text);
  return { soft, hard };
}

/** A number that a double cannot hold is far above any memory. @returns undefined for text that is no limit. */
function limitOf(text: string): number | null | undefined {
  if (text === 'infinity') return null;
  const [, digits, unit] = /^(\d{1,20}(?:\.\d{1,9})?) ?([BKMGTPE]?)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const bytes = Math.floor(Number(digits) * 1024 ** (POWERS.get(unit) ?? 0));
  return Number.isSafeInteger(bytes) ? bytes : null;
}
