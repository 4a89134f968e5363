/**
 * `current_link_speed`, `max_link_speed`, `current_link_width`, `max_link_width` of a PCI function.
 *
 * Kernels before 4.19 or so print `8 GT/s` and `Unknown speed`, later ones `8.0 GT/s PCIe` and `Unknown`. The width is
 * a bare number: 63 when the register reads as all ones, 255 when the function has no link at all, 0 when a port has
 * nothing behind it.
 * Source: Linux drivers/pci/pci-sysfs.c, max_link_width_show(); drivers/pci/probe.c, pci_speed_string(); drivers/pci/pci.c,
 * pcie_get_width_cap(); include/linux/pci.h, PCIE_LNK_WIDTH_UNKNOWN.
 */
import { isMalformed, type Malformed, malformed } from '../host/malformed.ts';
import { parseCount } from '../host/number-text.ts';

/** Six bits of ones: a function that does not answer. */
const WIDTH_ALL_ONES = 63;
const WIDTH_UNKNOWN = 255;

/** Gigatransfers a second on each lane; null: the kernel does not know. */
export function parseLinkSpeed(text: string): number | null | Malformed {
  const speed = text.trim();
  if (speed === 'Unknown' || speed === 'Unknown speed') return null;
  const match = /^(\d{1,3}(?:\.\d)?) GT\/s(?: PCIe)?$/.exec(speed);
  const value = match ? Number(match[1]) : 0;
  return value > 0 ? value : malformed(text);
}

/** Lanes; 0: none is up. null: the kernel does not know. */
export function parseLinkWidth(text: string): number | null | Malformed {
  const width = parseCount(text);
  if (isMalformed(width)) return width;
  if (width === WIDTH_ALL_ONES || width === WIDTH_UNKNOWN) return null;
  return width <= 32 ? width : malformed(text);
}
