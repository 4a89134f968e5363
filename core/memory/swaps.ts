/**
 * /proc/swaps: a heading, then a line for each area: path, type, size, used, priority, with sizes in KiB.
 * Blanks and backslashes in a path are octal: `/swap\040file`. Source: Linux mm/swapfile.c, swap_show(); proc(5).
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import type { SwapArea } from '../host/schema/memory.ts';

const ROW = /^(\S+)\s+(\S+)\s+(\d{1,13})\s+(\d{1,13})\s+-?\d{1,10}\s*$/;

export function parseSwaps(text: string): SwapArea[] | Malformed {
  const [heading, ...rows] = text.split('\n');
  if (!heading?.startsWith('Filename')) return malformed(text);
  const areas: SwapArea[] = [];
  for (const row of rows) {
    if (row === '') continue;
    const [, path, kind, size, used] = ROW.exec(row) ?? [];
    if (path === undefined || kind === undefined) return malformed(row);
    areas.push({
      path: unescapeOctal(path),
      kind: kind === 'partition' || kind === 'file' ? kind : 'other',
      sizeBytes: Number(size) * 1024,
      usedBytes: Number(used) * 1024,
    });
  }
  return areas;
}

/** Only blanks, line ends and backslashes are escaped, all below 0x80. Source: Linux mm/swapfile.c, seq_file_path(" \\t\\n\\\\"). */
const unescapeOctal = (path: string) =>
  path.replace(/\\([01][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
