/**
 * Resizable BAR (extended capability 0x15): for each such BAR its size and the sizes it could have.
 *
 * For each: u32 capability (bit 4+n: 2^n MiB, n to 27), u32 control (2:0 BAR, 7:5 count in the first, 13:8 size as n,
 * 31:16 sizes with n from 28 to 43).
 * Source: PCI Express Base 6.0, 7.8.6; Linux include/uapi/linux/pci_regs.h, PCI_REBAR_*.
 */
import { type ConfigView, decodeExtended, NOT_SEEN, type Seen } from './config-view.ts';

const ID = 0x15;
const MIB = 2 ** 20;

export type ResizableBar = {
  index: number;
  sizeBytes: number;
  /** Ascending. */
  possibleBytes: number[];
};

export function decodeResizableBars(config: ConfigView): Seen<ResizableBar[]> {
  const count = decodeExtended(config, ID, 12, (bytes, at) => (bytes.getUint32(at + 8, true) >>> 5) & 7);
  if (count === NOT_SEEN || count === null) return count;
  return decodeExtended(config, ID, 4 + 8 * count, (bytes, at) =>
    Array.from({ length: count }, (_, n) =>
      resizableBar(bytes.getUint32(at + 4 + 8 * n, true), bytes.getUint32(at + 8 + 8 * n, true)),
    ),
  );
}

function resizableBar(capability: number, control: number): ResizableBar {
  const sizes = Array.from({ length: 44 }, (_, n) => n).filter(n =>
    n < 28 ? (capability >>> (n + 4)) & 1 : (control >>> (n - 12)) & 1,
  );
  return {
    index: control & 7,
    sizeBytes: 2 ** ((control >>> 8) & 0x3f) * MIB,
    possibleBytes: sizes.map(n => 2 ** n * MIB),
  };
}
