/** Where in a device's address space a probe may map: inside what the IOMMU translates, outside of what is reserved. */
import type { DmaInfo } from './session.ts';

const GUEST_HIGH_MEMORY = 0x1_0000_0000n;

/** @returns null when no range is large enough. Prefers what lies above 4 GiB, where a guest has its memory too. */
export function placeIova({ iovaRanges }: Pick<DmaInfo, 'iovaRanges'>, sizeBytes: number): bigint | null {
  const size = BigInt(sizeBytes);
  // Zero is a legal address, but a device that reads it is more likely lost than right.
  const starts = [
    GUEST_HIGH_MEMORY,
    ...iovaRanges.map(range => alignUp(range.first > 0n ? range.first : 0x1000_0000n)),
  ];
  return (
    starts.find(start => iovaRanges.some(range => range.first <= start && start + size - 1n <= range.last)) ?? null
  );
}

export function isTranslated({ iovaRanges }: Pick<DmaInfo, 'iovaRanges'>, iova: bigint): boolean {
  return iovaRanges.some(range => range.first <= iova && iova <= range.last);
}

/** The first address above everything that is translated; null when that is all 64 bits. */
export function aboveAll({ iovaRanges }: Pick<DmaInfo, 'iovaRanges'>): bigint | null {
  const last = iovaRanges.reduce((most, range) => (range.last > most ? range.last : most), 0n);
  const next = alignUp(last + 1n);
  return next < 1n << 63n ? next : null;
}

/** To 2 MiB, so that huge pages fit. */
function alignUp(address: bigint): bigint {
  const unit = 0x20_0000n;
  return ((address + unit - 1n) / unit) * unit;
}
