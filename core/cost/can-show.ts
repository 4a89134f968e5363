/**
 * Which functions can show a picture of the host: display functions with sockets that VFIO does not hold.
 *
 * A driver of the display subsystem lists its sockets. Where there is none, or it is NVIDIA's, which lists none without
 * kernel mode setting, the class tells: a 3D controller renders into the memory of another card. A virtual function has
 * the class of its card and none of its sockets.
 * Source: PCI Code and ID Assignment, class 03; Linux drivers/gpu/drm/drm_sysfs.c.
 */
import { knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { isDisplayFunction, isVirtualFunction } from '../pci/function-role.ts';
import { isVfioDriver } from '../vfio/driver-role.ts';

const THREE_D_CONTROLLER = 0x0302;

export type Displays = {
  /** Whether a screen could be plugged in, whoever has the function now. */
  hasSockets: (fn: PciFunction) => boolean;
  /** The same, and the host has it. */
  canShow: (fn: PciFunction) => boolean;
};

export function displaysOf({ seat }: HostSnapshot): Displays {
  const cards = Map.groupBy(knownOr(seat.drmCards, []), card => card.function);
  const hasSockets = (fn: PciFunction): boolean => {
    if (!isDisplayFunction(fn) || isVirtualFunction(fn) || knownOr(fn.physicalFunction, null) !== null) return false;
    const told = (cards.get(fn.bdf) ?? []).map(card => ({
      count: knownOr(card.connectors, null)?.length ?? null,
      mayHide: (knownOr(card.driver, null) ?? 'nvidia').startsWith('nvidia'),
    }));
    if (told.some(({ count }) => count !== null && count > 0)) return true;
    const isNone = told.length > 0 && told.every(({ count, mayHide }) => count === 0 && !mayHide);
    return !isNone && knownOr(fn.classCode, 0) >> 8 !== THREE_D_CONTROLLER;
  };
  return { hasSockets, canShow: fn => hasSockets(fn) && !isVfioDriver(knownOr(fn.driver, null) ?? '') };
}
