/**
 * The first bytes of a function's configuration space: header type and the two lists of capabilities.
 *
 * Bytes may end anywhere: a user without privilege reads 64 of them. What is behind the end is not guessed:
 * `null` and `isComplete` tell "none" from "not seen". Lists are followed at most as far as the space could hold.
 * Source: PCI Local Bus 3.0, 6.1 and 6.7; PCI Express Base 6.0, 7.6.3; Linux include/uapi/linux/pci_regs.h.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

export type Capability = { id: number; offset: number };
export type ExtendedCapability = { id: number; version: number; offset: number };

export type CapabilityList<T> = {
  items: T[];
  /** false: the list goes on behind the bytes that could be read, or is broken. */
  isComplete: boolean;
};

export type ConfigSpace = {
  /** 0xffff, and the same for the device: a virtual function of SR-IOV. */
  vendorId: number;
  deviceId: number;
  revision: number;
  /** 24 bits. */
  classCode: number;
  /** 0 endpoint, 1 bridge, 2 CardBus bridge. */
  headerType: number;
  isMultifunction: boolean;
  capabilities: CapabilityList<Capability>;
  /** null: fewer than 257 bytes were readable, so nobody knows. */
  extendedCapabilities: CapabilityList<ExtendedCapability> | null;
};

const HEADER_BYTES = 0x40;
const EXTENDED_START = 0x100;
const SPACE_BYTES = 0x1000;

/** Bytes of the `config` fact of a snapshot. Pairs that are not hex end the text. */
export function configBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const value = (hexDigit(hex.charCodeAt(2 * i)) << 4) | hexDigit(hex.charCodeAt(2 * i + 1));
    if (value < 0) return bytes.slice(0, i);
    bytes[i] = value;
  }
  return bytes;
}

/** A check may decode the whole space of each bridge, so this is arithmetic. @returns -1: no digit. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

export function parseConfigSpace(bytes: Uint8Array): ConfigSpace | Malformed {
  if (bytes.length < HEADER_BYTES) return malformed(`${bytes.length} bytes, a header has ${HEADER_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SPACE_BYTES));
  const vendorId = view.getUint16(0, true);
  const header = view.getUint8(0x0e);
  // Reads of a function that does not answer (off, fallen from the bus) give all ones. Of a virtual function only the ids do.
  if (vendorId === 0xffff && header === 0xff) return malformed('all ones: the function does not answer');
  return {
    vendorId,
    deviceId: view.getUint16(2, true),
    revision: view.getUint8(8),
    classCode: view.getUint32(8, true) >>> 8,
    headerType: header & 0x7f,
    isMultifunction: (header & 0x80) !== 0,
    capabilities: walkCapabilities(view, header & 0x7f),
    extendedCapabilities: view.byteLength > EXTENDED_START ? walkExtended(view) : null,
  };
}

function walkCapabilities(view: DataView, headerType: number): CapabilityList<Capability> {
  const items: Capability[] = [];
  const hasList = (view.getUint16(0x06, true) & 0x10) !== 0;
  const visited = new Set<number>();
  let offset = hasList ? view.getUint8(headerType === 2 ? 0x14 : 0x34) & ~3 : 0;
  while (offset !== 0) {
    const isBroken = offset < HEADER_BYTES || visited.has(offset);
    if (isBroken || offset + 2 > view.byteLength) return { items, isComplete: false };
    visited.add(offset);
    const id = view.getUint8(offset);
    if (id === 0xff) return { items, isComplete: false };
    items.push({ id, offset });
    offset = view.getUint8(offset + 1) & ~3;
  }
  return { items, isComplete: true };
}

/** u16 id; u16 version:4, next:12. An empty list is one header of zeros. */
function walkExtended(view: DataView): CapabilityList<ExtendedCapability> {
  const items: ExtendedCapability[] = [];
  const visited = new Set<number>();
  let offset = EXTENDED_START;
  while (offset !== 0) {
    const isBroken = offset < EXTENDED_START || visited.has(offset);
    if (isBroken || offset + 4 > view.byteLength) return { items, isComplete: false };
    visited.add(offset);
    const header = view.getUint32(offset, true);
    if (header === 0) break;
    if (header === 0xffffffff) return { items, isComplete: false };
    items.push({ id: header & 0xffff, version: (header >>> 16) & 0xf, offset });
    offset = (header >>> 20) & ~3;
  }
  return { items, isComplete: true };
}
