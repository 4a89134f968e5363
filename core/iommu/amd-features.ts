/**
 * What an AMD IOMMU says about itself: the extended feature register, EFR, as
 * /sys/class/iommu/ivhdN/amd-iommu/features prints it in hex.
 *
 * HATS, bits 10 and 11, is the depth of the host page table: 4, 5 or 6 levels of 9 bits over a 12-bit page.
 * No bit says that interrupts can be remapped: every AMD-Vi unit can.
 * Source: AMD I/O Virtualization Technology specification (48882), MMIO offset 0030h; Linux drivers/iommu/amd/init.c.
 */
import { isMalformed, type Malformed, malformed } from '../host/malformed.ts';
import { parseHex64 } from '../host/number-text.ts';

const WIDTH_BY_HATS = [48, 57, 64, null] as const;

/** @returns null where the register does not say: a reserved HATS, or two registers that cannot be told apart. */
export function parseAmdAddressWidth(features: string): number | null | Malformed {
  const registers = features.trim().split(':').map(parseHex64);
  if (registers.length > 2) return malformed(features);
  const values: bigint[] = [];
  for (const register of registers) {
    if (isMalformed(register)) return register;
    values.push(register);
  }
  const efr = pickEfr(values);
  return efr === null ? null : (WIDTH_BY_HATS[Number((efr >> 10n) & 3n)] ?? null);
}

/**
 * Linux printed EFR alone, then `EFR2:EFR` (5.19), then `EFR:EFR2` (6.7). EFR is told by its upper half, which
 * holds fields that real units fill; all bits that EFR2 defines are in its lower half.
 */
function pickEfr(values: bigint[]): bigint | null {
  if (values.length === 1) return values[0] ?? null;
  const wide = values.filter(value => value >> 32n !== 0n);
  const filled = values.filter(value => value !== 0n);
  const [efr] = wide.length === 1 ? wide : filled.length === 1 ? filled : [];
  return efr ?? null;
}
