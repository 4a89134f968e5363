/**
 * Zeroes the serial number in a function's configuration space; network cards derive it from their hardware address.
 * Source: PCI Express Base 6.0, 7.9.3 Device Serial Number: capability 0003h, two dwords behind the header.
 */
import { configBytes, parseConfigSpace } from '../../pci/config-space.ts';
import { isMalformed } from '../malformed.ts';

const DEVICE_SERIAL_NUMBER = 0x0003;
const SERIAL_OFFSET = 4;
const SERIAL_BYTES = 8;
const EXTENDED_START = 0x100;

export type WithoutSerial = {
  config: string;
  /** As lspci writes it, highest byte first: `00-11-22-33-44-55-66-77`; null: there was none, or zeros. */
  serial: string | null;
};

export function withoutSerial(hex: string): WithoutSerial {
  if (hex.length <= 2 * EXTENDED_START) return { config: hex, serial: null };
  const bytes = configBytes(hex);
  const space = parseConfigSpace(bytes);
  const list = isMalformed(space) ? null : space.extendedCapabilities;
  const offsets = (list?.items ?? []).filter(item => item.id === DEVICE_SERIAL_NUMBER).map(item => item.offset);
  // Where the list is broken or hidden, whatever looks like the capability is taken for it.
  const all = list?.isComplete ? offsets : [...new Set([...offsets, ...lookalikes(bytes)])];
  let config = hex;
  let serial: string | null = null;
  for (const offset of all) {
    const start = 2 * (offset + SERIAL_OFFSET);
    const found = config.slice(start, start + 2 * SERIAL_BYTES);
    if (/^0*$/.test(found)) continue;
    config = config.slice(0, start) + '0'.repeat(found.length) + config.slice(start + found.length);
    serial ??= (found.match(/../g) ?? []).toReversed().join('-');
  }
  return { config, serial };
}

function lookalikes(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: number[] = [];
  for (let offset = EXTENDED_START; offset + 4 <= bytes.length; offset += 4)
    if ((view.getUint32(offset, true) & 0xfffff) === (DEVICE_SERIAL_NUMBER | (1 << 16))) found.push(offset);
  return found;
}
