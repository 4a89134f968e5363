/**
 * Sizes for people: binary units, at most one decimal, and never rounded to a number that looks exact when it is not
 * needed: `8 GiB`, `7.8 GiB`, `64 KiB`, `512 bytes`.
 */
const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1).replace(/\.0$/, '');
  return power === 0 && bytes === 1 ? '1 byte' : `${text} ${UNITS[power]}`;
}

/** A limit in bytes; null is unlimited. */
export function formatLimit(bytes: number | null): string {
  return bytes === null ? 'unlimited' : formatBytes(bytes);
}
