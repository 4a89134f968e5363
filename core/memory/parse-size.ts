/** Sizes as people type them: `16G`, `16 GiB`, `512M`. Units are binary, as QEMU's are; a bare number is MiB, as QEMU's -m is. */
const POWERS: Record<string, number> = { '': 2, k: 1, m: 2, g: 3, t: 4 };

/** @returns bytes, or null when the text is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  if (!match) return null;
  const bytes = Number(match[1]) * 1024 ** (POWERS[(match[2] ?? '').toLowerCase()] ?? 2);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
