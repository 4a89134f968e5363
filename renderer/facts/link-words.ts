/**
 * A PCIe link in words. Transfer rates are those of the generations of the standard.
 * Source: PCI Express Base Specification 6.0, 1.2 (rates); Linux drivers/pci/probe.c, pcie_link_speed.
 */
import type { LinkState } from '../../core/host/schema/pci-function.ts';

const GENERATIONS: ReadonlyMap<number, string> = new Map([
  [2.5, 'PCIe 1.0'],
  [5, 'PCIe 2.0'],
  [8, 'PCIe 3.0'],
  [16, 'PCIe 4.0'],
  [32, 'PCIe 5.0'],
  [64, 'PCIe 6.0'],
]);

export function formatLink({ gigatransfersPerSecond, width }: LinkState): string {
  const generation = GENERATIONS.get(gigatransfersPerSecond);
  const rate = `${gigatransfersPerSecond} GT/s per lane`;
  return generation ? `${generation} x${width} (${rate})` : `x${width}, ${rate}`;
}

/** What it means that a link is below its best; null: it is not. */
export function compareLink(now: LinkState, most: LinkState): string | null {
  const isNarrow = now.width < most.width;
  const isSlow = now.gigatransfersPerSecond < most.gigatransfersPerSecond;
  if (isNarrow) {
    return `Only ${now.width} of ${most.width} lanes are in use: the slot or the board gives no more, or the card sits badly.`;
  }
  return isSlow ? 'Slower than it could be: cards save power this way while they idle, and speed up under load.' : null;
}
