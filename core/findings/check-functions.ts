/** What can be said about each picked function by itself: driver, display, reset, power, and what of its card is left out. */
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { busOf, slotOf } from '../pci/bdf.ts';
import { isBridge, isDisplay } from '../pci/class-code.ts';
import { holdsGroup, isVfioDriver } from '../vfio/driver-role.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

/** 3D controller: renders, but has no VGA registers and usually no outputs. Source: PCI Code and ID Assignment, class 03. */
const THREE_D_CONTROLLER = 0x0302;

export function checkFunctions(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const pickedSet = new Set(picked);
  return [
    ...checkDisplays(index, picked),
    ...checkCompanions(index, picked),
    ...picked.flatMap(fn => [
      ...checkAnswer(fn),
      checkDriver(fn),
      ...checkReset(index, pickedSet, fn),
      ...checkPower(fn),
    ]),
  ];
}

function isDisplayFunction(fn: PciFunction): boolean {
  return isKnown(fn.classCode) && isDisplay(fn.classCode);
}

function checkDisplays(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const displays = [...index.functions.values()].filter(isDisplayFunction);
  const leaving = picked.filter(isDisplayFunction);
  // A card that VFIO holds already drives no screen of the host.
  const staying = displays.filter(fn => !picked.includes(fn) && !isVfioDriver(knownOr(fn.driver, null) ?? ''));
  return [
    ...(leaving.length > 0 && staying.length === 0
      ? [{ code: 'pci/last-display', picked: leaving.map(labelFunction) } as const]
      : []),
    ...leaving
      .filter(fn => knownOr(fn.isBootVga, null) === true)
      .map(fn => ({ code: 'pci/boot-vga', fn: labelFunction(fn), otherDisplays: staying.map(labelFunction) }) as const),
    ...leaving
      .filter(fn => knownOr(fn.classCode, 0) >> 8 === THREE_D_CONTROLLER)
      .map(fn => ({ code: 'pci/no-display-outputs', fn: labelFunction(fn) }) as const),
  ];
}

/**
 * Companions are found by slot, because USB and UCSI functions of a GPU have no device link to it. Those under a host
 * driver in the group of a picked function are left to `iommu/group-shared`, which blocks on them.
 */
function checkCompanions(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const pickedGroups = new Set(picked.map(fn => knownOr(fn.iommuGroup, null)));
  const blocksAlready = (fn: PciFunction) =>
    pickedGroups.has(knownOr(fn.iommuGroup, null)) && holdsGroup(knownOr(fn.driver, null));
  return [...Map.groupBy(picked, fn => slotOf(fn.bdf))].flatMap(([slot, members]): Finding[] => {
    const left = (index.functionsOfSlot.get(slot) ?? []).filter(
      fn => !members.includes(fn) && !(isKnown(fn.classCode) && isBridge(fn.classCode)) && !blocksAlready(fn),
    );
    // Chipset devices share slot numbers without being one card: only behind a bridge is a slot a card.
    const isCard = members.some(fn => knownOr(fn.bridgePath, []).length > 0);
    return isCard && left.length > 0
      ? [{ code: 'pci/companions-left-out', slot, picked: members.map(labelFunction), left: left.map(labelFunction) }]
      : [];
  });
}

/** A device that dropped off the bus answers every read with ones. Source: PCI Local Bus Specification, master abort. */
function checkAnswer(fn: PciFunction): Finding[] {
  return isKnown(fn.config) && /^(ff){16}/.test(fn.config)
    ? [{ code: 'pci/does-not-answer', fn: labelFunction(fn) }]
    : [];
}

function checkDriver(fn: PciFunction): Finding {
  const label = labelFunction(fn);
  if (!isKnown(fn.driver)) return { code: 'vfio/driver-unmeasured', fn: label, gap: fn.driver };
  return fn.driver !== null && isVfioDriver(fn.driver)
    ? { code: 'vfio/bound', fn: label }
    : { code: 'vfio/not-bound', fn: label };
}

/**
 * A function is reset by itself (FLR, PM, a device-specific way), or with its whole bus by the port above; VFIO does the
 * latter only when it owns everything on the bus. Function 0 of a card lists `bus` although it has neighbours, because
 * the kernel asks before it has found them: `bus` counts as the reset of the whole bus for every function there.
 * Source: Linux drivers/pci/pci.c pci_init_reset_methods(), pci_parent_bus_reset(); drivers/vfio/pci/vfio_pci_core.c
 * vfio_pci_ioctl_pci_hot_reset(); QEMU hw/vfio/pci.c vfio_pci_hot_reset().
 */
function checkReset(index: HostIndex, picked: ReadonlySet<PciFunction>, fn: PciFunction): Finding[] {
  const label = labelFunction(fn);
  const methods = fn.resetMethods;
  if (!isKnown(methods)) return [{ code: 'pci/reset-unmeasured', fn: label, gap: methods }];
  if (methods.some(method => !isBusReset(method))) return [{ code: 'pci/reset-by-itself', fn: label, methods }];
  const mates = index.functionsOfBus.get(busOf(fn.bdf)) ?? [];
  if (!mates.some(mate => knownOr(mate.resetMethods, []).some(isBusReset)))
    return [{ code: 'pci/no-reset', fn: label }];
  const left = mates.filter(mate => !picked.has(mate));
  return left.length > 0
    ? [{ code: 'pci/reset-needs-whole-bus', fn: label, left: left.map(labelFunction) }]
    : [{ code: 'pci/reset-with-bus', fn: label, mates: mates.map(labelFunction) }];
}

const isBusReset = (method: string) => method === 'bus' || method === 'cxl_bus';

function checkPower(fn: PciFunction): Finding[] {
  const state = knownOr(fn.powerState, 'unknown');
  return state === 'D3hot' || state === 'D3cold'
    ? [{ code: 'pci/asleep', fn: labelFunction(fn), powerState: state }]
    : [];
}
