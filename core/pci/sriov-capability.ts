/**
 * Single Root I/O Virtualization (extended capability 0x10).
 *
 * u32 capabilities (+4); u16 control (+8); u16 initial VFs (+12); u16 total VFs (+14); u16 VFs (+16); u16 first offset
 * (+20); u16 stride (+22); u16 VF device id (+26).
 * Source: PCI Express Base 6.0, 9.3.3.
 */
import { type ConfigView, decodeExtended, type Seen } from './config-view.ts';

const VF_ENABLE = 0x1;

export type SriovCapability = {
  isEnabled: boolean;
  totalVfs: number;
  vfs: number;
  /** Routing id of the first virtual function, counted from the physical one, and the step to the next. */
  firstOffset: number;
  stride: number;
  vfDeviceId: number;
};

export function decodeSriov(config: ConfigView): Seen<SriovCapability> {
  return decodeExtended(config, 0x10, 0x1c, (bytes, at) => ({
    isEnabled: (bytes.getUint16(at + 8, true) & VF_ENABLE) !== 0,
    totalVfs: bytes.getUint16(at + 14, true),
    vfs: bytes.getUint16(at + 16, true),
    firstOffset: bytes.getUint16(at + 20, true),
    stride: bytes.getUint16(at + 22, true),
    vfDeviceId: bytes.getUint16(at + 26, true),
  }));
}
