/**
 * Power words of a PCI function.
 * Source: Linux drivers/pci/pci.c, pci_power_names; drivers/base/power/sysfs.c, runtime_status_show().
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const STATES: ReadonlySet<string> = new Set(['error', 'D0', 'D1', 'D2', 'D3hot', 'D3cold', 'unknown']);
const AWAKE: ReadonlySet<string> = new Set(['active', 'unsupported', 'error', 'resuming']);
const ASLEEP: ReadonlySet<string> = new Set(['suspended', 'suspending']);

export function parsePowerState(text: string): string | Malformed {
  const state = text.trim();
  return STATES.has(state) ? state : malformed(text);
}

/** Whether `power/runtime_status` says that the function sleeps, so that touching its registers would wake it. */
export function parseIsSuspended(text: string): boolean | Malformed {
  const status = text.trim();
  return ASLEEP.has(status) || (AWAKE.has(status) ? false : malformed(text));
}
