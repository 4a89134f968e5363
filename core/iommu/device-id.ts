/**
 * A function's address as AMD's tables have it: bus, device and function in 16 bits, the segment apart.
 * Source: AMD I/O Virtualization Technology specification (48882), 2.2.2 (DeviceID).
 */
import type { Bdf } from '../pci/bdf.ts';

export function deviceIdOf(bdf: Bdf): { segment: number; id: number } {
  const [segment = '', bus = '', place = ''] = bdf.split(':');
  const [device = '', number = ''] = place.split('.');
  const hex = (text: string) => Number.parseInt(text, 16);
  return { segment: hex(segment), id: (hex(bus) << 8) | (hex(device) << 3) | Number(number) };
}

export function bdfOfDeviceId(segment: number, id: number): Bdf {
  return `${segment.toString(16).padStart(4, '0')}:${formatDeviceId(id)}` as Bdf;
}

/** Without the segment: `0f:1f.7`. */
export function formatDeviceId(id: number): string {
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  return `${hex(id >> 8)}:${hex((id >> 3) & 0x1f)}.${id & 7}`;
}
