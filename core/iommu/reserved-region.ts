/**
 * /sys/kernel/iommu_groups/N/reserved_regions: one `0xstart 0xend type` a line, end inclusive; an empty file means
 * that the group has none. Source: Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups.
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import type { ReservedRegion } from '../host/snapshot.ts';

const TYPES: ReadonlySet<string> = new Set([
  'direct',
  'direct-relaxable',
  'reserved',
  'msi',
] satisfies ReservedRegion['type'][]);

export function parseReservedRegions(text: string): ReservedRegion[] | Malformed {
  const regions: ReservedRegion[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const match = /^0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16}) (\S+)$/.exec(line.trimEnd());
    if (!match) return malformed(line);
    const [, start = '', end = '', type = ''] = match;
    if (BigInt(`0x${end}`) < BigInt(`0x${start}`)) return malformed(line);
    regions.push({ start: withoutZeros(start), end: withoutZeros(end), type: toType(type) });
  }
  return regions;
}

function withoutZeros(digits: string): string {
  return `0x${digits.replace(/^0+(?=.)/, '')}`;
}

/** The kernel may learn new types; the range stays reserved whatever it is called. */
function toType(text: string): ReservedRegion['type'] {
  return TYPES.has(text) ? (text as ReservedRegion['type']) : 'other';
}
