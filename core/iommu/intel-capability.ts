/**
 * What an Intel VT-d unit says about itself, from the two registers that the kernel shows in hex.
 *
 * CAP_REG: SAGAW is bits 8 to 12, one bit per page table depth; MGAW is bits 16 to 21, the width less one.
 * ECAP_REG: bit 3 is interrupt remapping.
 * Source: Intel VT-d specification, 11.4.2 and 11.4.3; Linux drivers/iommu/intel/iommu.h, cap_*() and ecap_*().
 */
import { isMalformed, type Malformed, malformed } from '../host/malformed.ts';
import { parseHex64 } from '../host/number-text.ts';
import { bits, hasBit, type UnitAbilities } from './abilities.ts';

/** Address width of each SAGAW bit: two to six levels of 9 bits over a 12-bit page. Bits 0 and 4 are reserved today. */
const SAGAW_WIDTHS = [30, 39, 48, 57, 64];

/** Width of the addresses that the unit translates: what both the unit and its widest page table allow. */
export function parseIntelAddressWidth(cap: string): number | Malformed {
  const register = parseHex64(cap);
  if (isMalformed(register)) return register;
  const widest = tableWidths(register).at(-1);
  return widest === undefined
    ? malformed(`cap ${cap.trim()} supports no address width`)
    : Math.min(maximumWidth(register), widest);
}

export function parseIntelInterruptRemapping(ecap: string): boolean | Malformed {
  const register = parseHex64(ecap);
  return isMalformed(register) ? register : hasBit(register, 3);
}

const maximumWidth = (cap: bigint) => bits(cap, 16, 6) + 1;
const tableWidths = (cap: bigint) => SAGAW_WIDTHS.filter((_, bit) => hasBit(cap, 8 + bit));

/** What the hardware can; what the kernel makes of it stands elsewhere. */
export function parseIntelAbilities(capText: string, ecapText: string): UnitAbilities | Malformed {
  const cap = parseHex64(capText);
  if (isMalformed(cap)) return cap;
  const ecap = parseHex64(ecapText);
  if (isMalformed(ecap)) return ecap;
  return {
    maximumWidthBits: maximumWidth(cap),
    tableWidthsBits: tableWidths(cap),
    domains: 2 ** (4 + 2 * bits(cap, 0, 3)),
    superpages: [...(hasBit(cap, 34) ? (['2 MiB'] as const) : []), ...(hasBit(cap, 35) ? (['1 GiB'] as const) : [])],
    // CM: the unit tells its driver to announce new mappings, which only a unit made of software needs.
    isVirtual: hasBit(cap, 7),
    canRemapInterrupts: hasBit(ecap, 3),
    // EIM: 32-bit interrupt destinations, which x2APIC needs.
    canX2apic: hasBit(ecap, 4),
    canPostInterrupts: hasBit(cap, 59),
    hasDeviceTlb: hasBit(ecap, 2),
    hasPageRequests: hasBit(ecap, 29),
    pasidBits: hasBit(ecap, 40) ? bits(ecap, 35, 5) + 1 : 0,
    isCoherent: hasBit(ecap, 0),
    canForceSnoop: hasBit(ecap, 7),
    canPassThrough: hasBit(ecap, 6),
    canNest: hasBit(ecap, 26),
    isScalable: hasBit(ecap, 43),
    hasFirstStage: hasBit(ecap, 47),
    // Before scalable mode there was nothing but the second stage.
    hasSecondStage: hasBit(ecap, 46) || !hasBit(ecap, 43),
    canTrackDirty: hasBit(ecap, 45),
  };
}
