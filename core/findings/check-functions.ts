/** What can be said about each picked function by itself: driver, display, reset, power, and what of its card is left out. */
import { displaysOf } from '../cost/can-show.ts';
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import { mayListBePartial } from '../host/posted-text.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { busOf, slotOf } from '../pci/bdf.ts';
import { doesNotAnswer, isBridgeFunction, isDisplayFunction, isVirtualFunction } from '../pci/function-role.ts';
import { holdsGroup } from '../vfio/driver-role.ts';
import { resetWay } from '../vfio/reset-way.ts';
import { doubtfulResets } from './check-reset-quality.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

/** 3D controller: renders, but has no VGA registers and usually no outputs. Source: PCI Code and ID Assignment, class 03. */
const THREE_D_CONTROLLER = 0x0302;

export function checkFunctions(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  return [
    ...checkDisplays(host, index, picked),
    ...checkCompanions(index, picked),
    ...picked.flatMap(fn => [...checkClass(fn), ...checkAnswer(fn), ...checkPower(fn)]),
    ...checkResets(index, picked),
  ];
}

function checkDisplays(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const { hasSockets, canShow } = displaysOf(host);
  const leaving = picked.filter(isDisplayFunction);
  const showing = leaving.filter(hasSockets);
  const isPicked = new Set(picked);
  const others = [...index.functions.values()].filter(fn => !isPicked.has(fn) && hasSockets(fn));
  const staying = others.filter(canShow);
  return [
    ...(showing.length > 0 && staying.length === 0 && !mayListBePartial(host)
      ? [{ code: 'pci/last-display', picked: showing.map(labelFunction), held: others.map(labelFunction) } as const]
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
      fn => !members.includes(fn) && !isBridgeFunction(fn) && !blocksAlready(fn),
    );
    // Chipset devices share slot numbers without being one card: only behind a bridge is a slot a card.
    // Nor does a virtual function want its physical one along: that would end it.
    const isCard = members.some(fn => knownOr(fn.bridgePath, []).length > 0 && !isVirtualFunction(fn));
    return isCard && left.length > 0
      ? [{ code: 'pci/companions-left-out', slot, picked: members.map(labelFunction), left: left.map(labelFunction) }]
      : [];
  });
}

function checkClass(fn: PciFunction): Finding[] {
  return isKnown(fn.classCode) ? [] : [{ code: 'pci/class-unmeasured', fn: labelFunction(fn), gap: fn.classCode }];
}

function checkAnswer(fn: PciFunction): Finding[] {
  return isKnown(fn.config) && doesNotAnswer(fn.config) ? [{ code: 'pci/does-not-answer', fn: labelFunction(fn) }] : [];
}

function checkResets(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const ways = picked.map(fn => ({ fn, way: resetWay(index, fn) }));
  // What the kernel lists for these is no good news.
  const doubtful = doubtfulResets(picked);
  const withBus = Map.groupBy(ways, ({ fn, way }) => (way.kind === 'with-bus' ? busOf(fn.bdf) : null));
  return [
    ...ways.flatMap(({ fn, way }): Finding[] => {
      const label = labelFunction(fn);
      if (way.kind === 'alone' && doubtful.has(fn.bdf)) return [];
      if (way.kind === 'alone') return [{ code: 'pci/reset-by-itself', fn: label, methods: way.methods }];
      if (way.kind === 'none') return [{ code: 'pci/no-reset', fn: label }];
      return way.kind === 'unmeasured' ? [{ code: 'pci/reset-unmeasured', fn: label, gap: way.gap }] : [];
    }),
    // What is reset together is said once.
    ...[...withBus].flatMap(([bus, members]): Finding[] => {
      if (bus === null) return [];
      const fns = members.map(({ fn }) => labelFunction(fn));
      const others = (index.functionsOfBus.get(bus) ?? []).filter(mate => !picked.includes(mate));
      // A bridge on the bus cannot be given to VFIO, so VFIO never owns all of such a bus.
      if (others.some(isBridgeFunction)) return fns.map(fn => ({ code: 'pci/no-reset', fn }));
      const left = others.map(labelFunction);
      if (left.length === 0 && members.some(({ fn }) => doubtful.has(fn.bdf))) return [];
      return [left.length > 0 ? { code: 'pci/reset-needs-whole-bus', fns, left } : { code: 'pci/reset-with-bus', fns }];
    }),
  ];
}

function checkPower(fn: PciFunction): Finding[] {
  const state = knownOr(fn.powerState, 'unknown');
  return state === 'D3hot' || state === 'D3cold'
    ? [{ code: 'pci/asleep', fn: labelFunction(fn), powerState: state }]
    : [];
}
