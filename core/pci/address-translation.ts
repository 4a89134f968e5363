/**
 * What a function can do with translated addresses: ATS (extended capability 0x0f), page requests (0x13), PASID (0x1b).
 * Nested assignment needs some of them.
 * Source: PCI Express Base 6.0, 10.5.1, 10.5.2 and 7.8.9.
 */
import { type ConfigView, decodeExtended, type Seen } from './config-view.ts';

export type AddressTranslation = {
  /** Keeps translations of its own. */
  ats: Seen<{ isEnabled: boolean; queueDepth: number }>;
  /** Can ask for a page that is not there. */
  pageRequests: Seen<{ isEnabled: boolean; mostOutstanding: number }>;
  /** Several address spaces in one function. */
  pasid: Seen<{ isEnabled: boolean; widthBits: number; canExecute: boolean; hasPrivilegedMode: boolean }>;
};

export function decodeAddressTranslation(config: ConfigView): AddressTranslation {
  return {
    ats: decodeExtended(config, 0x0f, 8, (bytes, at) => ({
      isEnabled: (bytes.getUint16(at + 6, true) & 0x8000) !== 0,
      // Five bits, where zero means 32.
      queueDepth: bytes.getUint16(at + 4, true) & 0x1f || 32,
    })),
    pageRequests: decodeExtended(config, 0x13, 16, (bytes, at) => ({
      isEnabled: (bytes.getUint16(at + 4, true) & 1) !== 0,
      mostOutstanding: bytes.getUint32(at + 8, true),
    })),
    pasid: decodeExtended(config, 0x1b, 8, (bytes, at) => {
      const capability = bytes.getUint16(at + 4, true);
      return {
        isEnabled: (bytes.getUint16(at + 6, true) & 1) !== 0,
        widthBits: (capability >> 8) & 0x1f,
        canExecute: (capability & 2) !== 0,
        hasPrivilegedMode: (capability & 4) !== 0,
      };
    }),
  };
}
