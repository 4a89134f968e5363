/**
 * Address of one PCI function: segment, bus, device, function (SBDF), written `0000:01:00.0`.
 *
 * A segment may have more than four digits: Intel VMD and Hyper-V make segments from 0x10000 on.
 * Source: Linux drivers/pci/probe.c, pci_setup_device(): dev_set_name("%04x:%02x:%02x.%d").
 */
import { z } from 'zod';

const PATTERN = /^([0-9a-f]{4,8}):([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/;

export const bdf = z.string().regex(PATTERN, 'a PCI address looks like 0000:01:00.0').brand<'Bdf'>();
export type Bdf = z.infer<typeof bdf>;

/**
 * Reads an address as people type it: upper case, surrounding blanks and a missing segment are accepted.
 * @returns null when the text is no PCI address.
 */
export function parseBdf(text: string): Bdf | null {
  const lower = text.trim().toLowerCase();
  const full = /^[0-9a-f]{2}:/.test(lower) ? `0000:${lower}` : lower;
  return PATTERN.test(full) ? (full as Bdf) : null;
}

/** The slot of a function, `0000:01:00`: functions of one card share it. */
export function slotOf(address: Bdf): string {
  return address.slice(0, -2);
}

/** The bus of a function, `0000:01`. */
export function busOf(address: Bdf): string {
  return address.slice(0, -5);
}

export function functionNumber(address: Bdf): number {
  return Number.parseInt(address.slice(-1), 16);
}

/** Orders by segment, bus, device and function; addresses of equal width sort as text, longer segments come last. */
export function compareBdf(a: Bdf, b: Bdf): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
