/**
 * Capabilities whose content the vendor defines: 0x09 in the first list, 0x0b in the second.
 * Source: PCI Local Bus 3.0, appendix H; PCI Express Base 6.0, 7.9.5.
 */
import type { ConfigView } from './config-view.ts';

export type VendorCapability = {
  offset: number;
  lengthBytes: number;
  /** Of the second list: the vendor's number for it and its revision. */
  extended: { id: number; revision: number } | null;
};

/** Those that the bytes hold; `isComplete` is false where there may be more. */
export function decodeVendorCapabilities({ space, bytes }: ConfigView): {
  items: VendorCapability[];
  isComplete: boolean;
} {
  const first = space.capabilities.items.flatMap(({ id, offset }): VendorCapability[] =>
    id === 0x09 && offset + 3 <= bytes.byteLength
      ? [{ offset, lengthBytes: bytes.getUint8(offset + 2), extended: null }]
      : [],
  );
  const second = (space.extendedCapabilities?.items ?? []).flatMap(({ id, offset }): VendorCapability[] => {
    if (id !== 0x0b || offset + 8 > bytes.byteLength) return [];
    const header = bytes.getUint32(offset + 4, true);
    const extended = { id: header & 0xffff, revision: (header >>> 16) & 0xf };
    return [{ offset, lengthBytes: header >>> 20, extended }];
  });
  return {
    items: [...first, ...second],
    isComplete: space.capabilities.isComplete && space.extendedCapabilities?.isComplete === true,
  };
}
