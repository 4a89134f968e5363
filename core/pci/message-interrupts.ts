/**
 * MSI (capability 0x05) and MSI-X (0x11): how many messages a function can send, and which pages of its BARs MSI-X takes.
 *
 * QEMU serves the pages of the MSI-X table itself, so that a guest does not reach them directly.
 * Source: PCI Express Base 6.0, 7.7.1 and 7.7.2; QEMU hw/vfio/pci.c, vfio_msix_early_setup().
 */
import { type ConfigView, decodeCapability, type Seen } from './config-view.ts';

const PAGE_BYTES = 4096;
const ENTRY_BYTES = 16;

export type MsiCapability = { isEnabled: boolean; vectors: number; is64Bit: boolean; canMask: boolean };

export type MsixCapability = {
  isEnabled: boolean;
  vectors: number;
  /** Where the table of messages lies, in bytes from the start of the BAR; `pages` are whole pages of 4 KiB. */
  table: { bar: number; offset: number; sizeBytes: number; pages: { offset: number; sizeBytes: number } };
  pendingBits: { bar: number; offset: number };
};

export function decodeMsi(config: ConfigView): Seen<MsiCapability> {
  return decodeCapability(config, 0x05, 4, (bytes, at) => {
    const control = bytes.getUint16(at + 2, true);
    return {
      isEnabled: (control & 1) !== 0,
      vectors: 2 ** ((control >> 1) & 7),
      is64Bit: (control & 0x80) !== 0,
      canMask: (control & 0x100) !== 0,
    };
  });
}

export function decodeMsix(config: ConfigView): Seen<MsixCapability> {
  return decodeCapability(config, 0x11, 12, (bytes, at) => {
    const control = bytes.getUint16(at + 2, true);
    const vectors = (control & 0x7ff) + 1;
    const table = place(bytes.getUint32(at + 4, true));
    const sizeBytes = vectors * ENTRY_BYTES;
    const first = Math.floor(table.offset / PAGE_BYTES) * PAGE_BYTES;
    const end = Math.ceil((table.offset + sizeBytes) / PAGE_BYTES) * PAGE_BYTES;
    return {
      isEnabled: (control & 0x8000) !== 0,
      vectors,
      table: { ...table, sizeBytes, pages: { offset: first, sizeBytes: end - first } },
      pendingBits: place(bytes.getUint32(at + 8, true)),
    };
  });
}

/** BAR in bits 2:0, the rest an offset of 8-byte steps. */
const place = (register: number) => ({ bar: register & 7, offset: (register & ~7) >>> 0 });
