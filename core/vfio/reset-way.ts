/**
 * How a function gets back to a clean state before a machine starts.
 *
 * Some functions are reset by themselves: FLR, PM, AF FLR, or a way that the kernel knows for the device. What has none
 * may be reset with its whole bus by the port above; VFIO does so only when it owns everything on the bus. Function 0 of a
 * card lists `bus` although it has neighbours, because the kernel asks before it has found them: so `bus` of any function
 * speaks for the whole bus.
 * Source: Linux drivers/pci/pci.c pci_init_reset_methods(), pci_parent_bus_reset(); drivers/vfio/pci/vfio_pci_core.c
 * vfio_pci_ioctl_pci_hot_reset(); QEMU hw/vfio/pci.c vfio_pci_hot_reset().
 */
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr, type Unknown } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { busOf } from '../pci/bdf.ts';

export type ResetWay =
  /** In the order in which the kernel tries them. */
  | { kind: 'alone'; methods: string[] }
  /** `mates`: everything on the bus, the function itself too. */
  | { kind: 'with-bus'; mates: readonly PciFunction[] }
  | { kind: 'none' }
  | { kind: 'unmeasured'; gap: Unknown };

const isBusReset = (method: string) => method === 'bus' || method === 'cxl_bus';

export function resetWay(index: HostIndex, fn: PciFunction): ResetWay {
  const methods = fn.resetMethods;
  if (!isKnown(methods)) return { kind: 'unmeasured', gap: methods };
  if (methods.some(method => !isBusReset(method))) return { kind: 'alone', methods };
  const mates = index.functionsOfBus.get(busOf(fn.bdf)) ?? [];
  return mates.some(mate => knownOr(mate.resetMethods, []).some(isBusReset))
    ? { kind: 'with-bus', mates }
    : { kind: 'none' };
}
