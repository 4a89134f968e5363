/**
 * The PCI Express capability (id 0x10): what kind of port a function is, its link, its slot, and function level reset.
 *
 * u16 id+next; u16 flags; u32 device capabilities; u16 control; u16 status; u32 link capabilities (+12); u16 link
 * control (+16); u16 link status (+18); u32 slot capabilities (+20).
 * Source: PCI Express Base 6.0, 7.5.3; Linux include/uapi/linux/pci_regs.h, PCI_EXP_*; drivers/pci/probe.c, pcie_link_speed.
 */
import type { LinkState } from '../host/schema/pci-function.ts';
import { type ConfigView, decodeCapability, type Seen } from './config-view.ts';

const ID = 0x10;
const LENGTH = 0x18;
const SLOT_IMPLEMENTED = 0x100;
const FUNCTION_LEVEL_RESET = 1 << 28;
/** By the value of the speed fields; 0 and values above are reserved. */
const SPEEDS: readonly (number | undefined)[] = [undefined, 2.5, 5, 8, 16, 32, 64];
const WIDTH_ALL_ONES = 63;

const TYPES: ReadonlyMap<number, ExpressType> = new Map([
  [0, 'endpoint'],
  [1, 'legacy-endpoint'],
  [4, 'root-port'],
  [5, 'upstream-port'],
  [6, 'downstream-port'],
  [7, 'pcie-to-pci-bridge'],
  [8, 'pci-to-pcie-bridge'],
  [9, 'integrated-endpoint'],
  [10, 'event-collector'],
]);

export type ExpressType =
  | 'endpoint'
  | 'legacy-endpoint'
  | 'root-port'
  | 'upstream-port'
  | 'downstream-port'
  | 'pcie-to-pci-bridge'
  | 'pci-to-pcie-bridge'
  | 'integrated-endpoint'
  | 'event-collector';

export type ExpressCapability = {
  type: ExpressType | 'other';
  version: number;
  /** The function can be reset by itself, as far as it says. */
  hasFunctionLevelReset: boolean;
  /** null: inside the root complex there are no links. A null state: the register holds no speed that is defined. */
  link: { now: LinkState | null; most: LinkState | null } | null;
  /** Number that is printed beside the slot; null: the port has no slot. */
  slot: number | null;
};

export function decodeExpress(config: ConfigView): Seen<ExpressCapability> {
  return decodeCapability(config, ID, LENGTH, (bytes, at): ExpressCapability => {
    const flags = bytes.getUint16(at + 2, true);
    const type = TYPES.get((flags >> 4) & 0xf) ?? 'other';
    const most = linkState(bytes.getUint32(at + 0x0c, true));
    const isInside = type === 'integrated-endpoint' || type === 'event-collector';
    return {
      type,
      version: flags & 0xf,
      hasFunctionLevelReset: (bytes.getUint32(at + 4, true) & FUNCTION_LEVEL_RESET) !== 0,
      link: isInside ? null : { now: linkState(bytes.getUint16(at + 0x12, true)), most },
      slot: (flags & SLOT_IMPLEMENTED) === 0 ? null : bytes.getUint32(at + 0x14, true) >>> 19,
    };
  });
}

/** Speed in bits 3:0, width in bits 9:4, alike in Link Capabilities and Link Status. */
function linkState(register: number): LinkState | null {
  const gigatransfersPerSecond = SPEEDS[register & 0xf];
  const width = (register >> 4) & 0x3f;
  return gigatransfersPerSecond === undefined || width === WIDTH_ALL_ONES ? null : { gigatransfersPerSecond, width };
}
