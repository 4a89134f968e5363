/**
 * What an AMD IOMMU says about itself: the extended feature register, EFR, as
 * /sys/class/iommu/ivhdN/amd-iommu/features prints it in hex, and its capability header (`cap`).
 *
 * HATS, bits 10 and 11, is the depth of the host page table: 4, 5 or 6 levels of 9 bits over a 12-bit page.
 * No bit says that interrupts can be remapped: every AMD-Vi unit can.
 * Source: AMD I/O Virtualization Technology specification (48882), capability offset 00h and MMIO offset 0030h;
 * Linux drivers/iommu/amd/init.c, amd_iommu_types.h.
 */
import { isMalformed, type Malformed, malformed } from '../host/malformed.ts';
import { parseHex64 } from '../host/number-text.ts';
import { bits, hasBit, type UnitAbilities } from './abilities.ts';

const WIDTH_BY_HATS = [48, 57, 64, null] as const;

/** @returns null where the register does not say: a reserved HATS, or two registers that cannot be told apart. */
export function parseAmdAddressWidth(features: string): number | null | Malformed {
  const efr = parseEfr(features);
  return isMalformed(efr) || efr === null ? efr : hostWidth(efr);
}

const hostWidth = (efr: bigint) => WIDTH_BY_HATS[bits(efr, 10, 2)] ?? null;

/** What the hardware can. @returns null where two registers cannot be told apart. */
export function parseAmdAbilities(capText: string, features: string): UnitAbilities | null | Malformed {
  const cap = parseHex64(capText);
  if (isMalformed(cap)) return cap;
  const efr = parseEfr(features);
  if (isMalformed(efr) || efr === null) return efr;
  const width = hostWidth(efr);
  return {
    maximumWidthBits: width,
    tableWidthsBits: WIDTH_BY_HATS.filter(other => other !== null && width !== null && other <= width) as number[],
    domains: 2 ** 16,
    superpages: ['2 MiB', '1 GiB'],
    // NpCache: entries that are not present are kept too, which only a unit made of software does.
    isVirtual: hasBit(cap, 26),
    canRemapInterrupts: true,
    canX2apic: hasBit(efr, 2),
    // GAM: guest virtual APIC.
    canPostInterrupts: hasBit(efr, 7) && bits(efr, 21, 3) !== 0,
    hasDeviceTlb: hasBit(cap, 24),
    hasPageRequests: hasBit(efr, 1),
    pasidBits: hasBit(efr, 4) ? bits(efr, 32, 5) + 1 : 0,
    isCoherent: true,
    canForceSnoop: true,
    canPassThrough: true,
    canNest: hasBit(efr, 4),
    isScalable: false,
    hasFirstStage: hasBit(efr, 4),
    hasSecondStage: true,
    canTrackDirty: hasBit(efr, 49) && hasBit(efr, 52),
  };
}

function parseEfr(features: string): bigint | null | Malformed {
  const registers = features.trim().split(':').map(parseHex64);
  if (registers.length > 2) return malformed(features);
  const values: bigint[] = [];
  for (const register of registers) {
    if (isMalformed(register)) return register;
    values.push(register);
  }
  return pickEfr(values);
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
