/** How a text names a PCI function: address first, because it is unique, then what a person calls it. */
import { isKnown } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';

export type FunctionLabel = {
  bdf: Bdf;
  /** `NVIDIA GA104 [GeForce RTX 3070]`, or the ids where no name is known, or empty where not even these are. */
  name: string;
  /** null: none is bound, or not measured. */
  driver: string | null;
};

export function labelFunction(fn: PciFunction): FunctionLabel {
  const hex = (id: PciFunction['vendorId']) => (isKnown(id) ? id.toString(16).padStart(4, '0') : '????');
  const ids = `[${hex(fn.vendorId)}:${hex(fn.deviceId)}]`;
  const name = fn.deviceName
    ? [fn.vendorName, fn.deviceName].filter(Boolean).join(' ')
    : `${fn.vendorName ?? ''} ${ids}`.trim();
  return { bdf: fn.bdf, name, driver: isKnown(fn.driver) ? fn.driver : null };
}

export function formatLabel(label: FunctionLabel): string {
  return label.name ? `${label.bdf} (${label.name})` : label.bdf;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `1 function`, `3 functions`. */
export function countOf(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
