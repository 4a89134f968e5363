/**
 * What an Intel VT-d unit says about itself, from the two registers that the kernel shows in hex.
 *
 * CAP_REG: SAGAW is bits 8 to 12, one bit per page table depth; MGAW is bits 16 to 21, the width less one.
 * ECAP_REG: bit 3 is interrupt remapping.
 * Source: Intel VT-d specification, 11.4.2 and 11.4.3; Linux drivers/iommu/intel/iommu.h, cap_sagaw(), cap_mgaw().
 */
import { isMalformed, type Malformed, malformed } from '../host/malformed.ts';
import { parseHex64 } from '../host/number-text.ts';

/** Address width of each SAGAW bit: two to six levels of 9 bits over a 12-bit page. Bits 0 and 4 are reserved today. */
const SAGAW_WIDTHS = [30, 39, 48, 57, 64];

/** Width of the addresses that the unit translates: what both the unit and its widest page table allow. */
export function parseIntelAddressWidth(cap: string): number | Malformed {
  const register = parseHex64(cap);
  if (isMalformed(register)) return register;
  const widest = SAGAW_WIDTHS.findLast((_, bit) => ((register >> BigInt(8 + bit)) & 1n) === 1n);
  const maximum = Number((register >> 16n) & 0x3fn) + 1;
  return widest === undefined ? malformed(`cap ${cap.trim()} supports no address width`) : Math.min(maximum, widest);
}

export function parseIntelInterruptRemapping(ecap: string): boolean | Malformed {
  const register = parseHex64(ecap);
  return isMalformed(register) ? register : ((register >> 3n) & 1n) === 1n;
}
