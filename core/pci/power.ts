/**
 * Power words of a PCI function.
 * Source: Linux drivers/pci/pci.c, pci_power_names; drivers/base/power/sysfs.c, runtime_status_show(), control_show().
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const STATES: ReadonlySet<string> = new Set(['error', 'D0', 'D1', 'D2', 'D3hot', 'D3cold', 'unknown']);
const AWAKE: ReadonlySet<string> = new Set(['active', 'unsupported', 'error', 'resuming']);
const ASLEEP: ReadonlySet<string> = new Set(['suspended', 'suspending']);

export function parsePowerState(text: string): string | Malformed {
  const state = text.trim();
  return STATES.has(state) ? state : malformed(text);
}

/** `power/runtime_status`. */
export function parseRuntimeStatus(text: string): string | Malformed {
  const status = text.trim();
  return ASLEEP.has(status) || AWAKE.has(status) ? status : malformed(text);
}

/** Touching the registers of a function in this state would wake it. */
export function isAsleep(runtimeStatus: string): boolean {
  return ASLEEP.has(runtimeStatus);
}

/** `power/control`: whether the kernel may suspend the function while it is idle. */
export function parseMayRuntimeSuspend(text: string): boolean | Malformed {
  const control = text.trim();
  return control === 'auto' || (control === 'on' ? false : malformed(text));
}
