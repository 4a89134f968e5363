/**
 * Whether a function says that it can be reset by itself: function level reset of PCI Express, or the Advanced Features
 * capability (id 0x13) of conventional PCI. The kernel's `reset_method` has the last word, because it knows liars.
 * Source: PCI Express Base 6.0, 7.5.3.3; PCI Advanced Capabilities ECN; Linux drivers/pci/pci.c, pci_af_flr().
 */
import { type ConfigView, decodeCapability, NOT_SEEN } from './config-view.ts';
import { decodeExpress } from './express-capability.ts';

const ADVANCED_FEATURES = 0x13;
const TRANSACTIONS_PENDING = 0x1;
const FUNCTION_LEVEL_RESET = 0x2;

export function saysFunctionLevelReset(config: ConfigView): boolean | typeof NOT_SEEN {
  const express = decodeExpress(config);
  if (express === NOT_SEEN) return NOT_SEEN;
  if (express !== null) return express.hasFunctionLevelReset;
  const features = decodeCapability(config, ADVANCED_FEATURES, 6, (bytes, at) => bytes.getUint8(at + 3));
  if (features === NOT_SEEN) return NOT_SEEN;
  const needed = TRANSACTIONS_PENDING | FUNCTION_LEVEL_RESET;
  return features !== null && (features & needed) === needed;
}
