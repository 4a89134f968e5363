/**
 * Replaces the serial number in a function's configuration space; network cards derive it from their hardware address.
 * A number stands in for it rather than zeros, so that twins can still be told apart.
 * Source: PCI Express Base 6.0, 7.9.3 Device Serial Number: capability 0003h, two dwords behind the header.
 */
import { configBytes, parseConfigSpace } from '../../pci/config-space.ts';
import { isMalformed } from '../malformed.ts';

const DEVICE_SERIAL_NUMBER = 0x0003;
const SERIAL_OFFSET = 4;
const SERIAL_BYTES = 8;
const EXTENDED_START = 0x100;

/** @param standIn makes a number from a serial number as lspci writes it, highest byte first: `00-11-22-33-44-55-66-77`. */
export function replaceSerial(hex: string, standIn: (serial: string) => number): string {
  if (hex.length <= 2 * EXTENDED_START) return hex;
  const bytes = configBytes(hex);
  const space = parseConfigSpace(bytes);
  const list = isMalformed(space) ? null : space.extendedCapabilities;
  const offsets = (list?.items ?? []).filter(item => item.id === DEVICE_SERIAL_NUMBER).map(item => item.offset);
  // Where the list is broken or hidden, whatever looks like the capability is taken for it.
  const all = list?.isComplete ? offsets : [...new Set([...offsets, ...lookalikes(bytes)])];
  let config = hex;
  for (const offset of all) {
    const start = 2 * (offset + SERIAL_OFFSET);
    const found = config.slice(start, start + 2 * SERIAL_BYTES);
    // Zeros and ones are none, and a number that fits in three bytes is a stand-in already.
    if (/^(?:.{0,6}0*|f*)$/.test(found)) continue;
    const number = standIn(formatSerial(found));
    const digits = (number & 0xffffff).toString(16).padStart(6, '0').match(/../g) ?? [];
    const bytesOf = digits
      .toReversed()
      .join('')
      .padEnd(2 * SERIAL_BYTES, '0');
    config = config.slice(0, start) + bytesOf.slice(0, found.length) + config.slice(start + found.length);
  }
  return config;
}

/** Bytes in hex, lowest first. */
function formatSerial(hex: string): string {
  return (hex.match(/../g) ?? []).toReversed().join('-');
}

function lookalikes(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: number[] = [];
  for (let offset = EXTENDED_START; offset + 4 <= bytes.length; offset += 4)
    if ((view.getUint32(offset, true) & 0xfffff) === (DEVICE_SERIAL_NUMBER | (1 << 16))) found.push(offset);
  return found;
}
