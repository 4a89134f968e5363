/**
 * PCI Power Management (capability 0x01): states below D0, and whether coming back from D3hot resets the function.
 *
 * u16 capabilities (+2: 2:0 version, 9 D1, 10 D2, 15:11 PME#); u16 control and status (+4: 1:0 state, 3 no soft reset).
 * Source: PCI Bus Power Management Interface 1.2, 3.2; Linux drivers/pci/pci.c, pci_pm_reset().
 */
import { type ConfigView, decodeCapability, type Seen } from './config-view.ts';

export type PowerCapability = {
  version: number;
  hasD1: boolean;
  hasD2: boolean;
  state: 'D0' | 'D1' | 'D2' | 'D3hot';
  /** D3hot and back is a reset, so the kernel may list the method `pm`. */
  isResetByD3hot: boolean;
};

const STATES = ['D0', 'D1', 'D2', 'D3hot'] as const;

export function decodePower(config: ConfigView): Seen<PowerCapability> {
  return decodeCapability(config, 0x01, 6, (bytes, at) => {
    const capabilities = bytes.getUint16(at + 2, true);
    const control = bytes.getUint16(at + 4, true);
    return {
      version: capabilities & 7,
      hasD1: (capabilities & 0x200) !== 0,
      hasD2: (capabilities & 0x400) !== 0,
      state: STATES[control & 3] ?? 'D0',
      isResetByD3hot: (control & 8) === 0,
    };
  });
}
