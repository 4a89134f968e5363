/** What else answers to the name of a picked function: twins, functions that it is linked to, and drivers made for it. */
import type { HostIndex } from '../host/host-index.ts';
import { isMalformed } from '../host/malformed.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { slotOf } from '../pci/bdf.ts';
import { seenOr, viewConfig } from '../pci/config-view.ts';
import { isBridgeFunction } from '../pci/function-role.ts';
import { decodeSerialNumber } from '../pci/serial-number.ts';
import { isVfioDriver } from '../vfio/driver-role.ts';
import type { Twin } from './catalogue/function-identity.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

export function checkIdentity(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  return [
    ...checkTwins(host, index, picked),
    ...checkLinked(index, picked),
    ...picked.flatMap(fn => [...checkVariantDriver(fn), ...checkRom(fn)]),
  ];
}

const MOST_TWINS = 4;

/** Cards that no list of ids can tell apart. The ports of one card, and virtual functions, are alike by design. */
function checkTwins(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const left = leftByIds(index, picked);
  const listed = knownOr(host.kernel.commandLine, []).filter(word => /^vfio[-_]pci\.ids=/.test(word));
  const told = new Set<string>();
  return picked.flatMap((fn): Finding[] => {
    const ids = idsOf(fn);
    const alike = ids === null || knownOr(fn.physicalFunction, null) !== null ? undefined : left.get(ids);
    // The functions of a card have their twins on the same other card.
    const slot = slotOf(fn.bdf);
    if (ids === null || alike === undefined || told.has(slot)) return [];
    const count = alike.count - (alike.bySlot.get(slot)?.length ?? 0);
    if (count === 0) return [];
    told.add(slot);
    const twins: Twin[] = [];
    for (const [other, fns] of alike.bySlot) {
      if (twins.length >= MOST_TWINS) break;
      if (other !== slot) twins.push(...fns.slice(0, MOST_TWINS - twins.length).map(describeTwin));
    }
    const byIds = listed.find(word => word.includes(ids)) ?? null;
    return [{ code: 'function/twins', fn: describeTwin(fn), twins, more: count - twins.length, ids, byIds }];
  });
}

type Alike = { bySlot: Map<string, PciFunction[]>; count: number };

/** Functions that are not picked, by the ids of picked ones. Each is looked at once, however many are picked. */
function leftByIds(index: HostIndex, picked: readonly PciFunction[]): Map<string, Alike> {
  const isPicked = new Set(picked);
  const left = new Map<string, Alike>();
  for (const ids of picked.map(idsOf)) if (ids !== null) left.set(ids, { bySlot: new Map(), count: 0 });
  for (const fn of index.functions.values()) {
    const alike = isPicked.has(fn) ? undefined : left.get(idsOf(fn) ?? '');
    if (alike === undefined) continue;
    alike.count++;
    const slot = slotOf(fn.bdf);
    const known = alike.bySlot.get(slot);
    if (known) known.push(fn);
    else alike.bySlot.set(slot, [fn]);
  }
  return left;
}

/** `10de:2684`. null: not read. */
function idsOf({ vendorId, deviceId }: PciFunction): string | null {
  if (!isKnown(vendorId) || !isKnown(deviceId)) return null;
  return [vendorId, deviceId].map(id => id.toString(16).padStart(4, '0')).join(':');
}

function describeTwin(fn: PciFunction): Twin {
  const view = isKnown(fn.config) ? viewConfig(fn.config) : null;
  return {
    label: labelFunction(fn),
    serial: view && !isMalformed(view) ? seenOr(decodeSerialNumber(view), null) : null,
  };
}

/** Those on the same card are found by their slot already. */
function checkLinked(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const isPicked = new Set<string>(picked.map(fn => fn.bdf));
  return picked.flatMap((fn): Finding[] => {
    const isLeft = (bdf: string) => slotOf(fn.bdf) !== bdf.slice(0, -2) && !isPicked.has(bdf);
    const find = (bdfs: PciFunction['suppliers']) =>
      knownOr(bdfs, []).flatMap(bdf => {
        const other = isLeft(bdf) ? index.functions.get(bdf) : undefined;
        return other && !isBridgeFunction(other) ? [labelFunction(other)] : [];
      });
    const [needs, neededBy] = [find(fn.suppliers), find(fn.consumers)];
    if (needs.length === 0 && neededBy.length === 0) return [];
    return [{ code: 'function/linked-left-out', fn: labelFunction(fn), needs, neededBy }];
  });
}

/** A driver of VFIO that knows the device, as against vfio-pci, which takes any. */
function checkVariantDriver(fn: PciFunction): Finding[] {
  const variant = knownOr(fn.candidateModules, []).find(isVfioDriver);
  if (variant === undefined || knownOr(fn.driver, null)?.replaceAll('-', '_') === variant) return [];
  return [{ code: 'function/variant-driver', fn: labelFunction(fn), module: variant }];
}

/** Graphics on the root bus is part of the processor and has no chip of its own that could be read instead. */
function checkRom(fn: PciFunction): Finding[] {
  const rom = knownOr(fn.optionRom, null);
  return rom?.isShadow === true && knownOr(fn.bridgePath, []).length > 0
    ? [{ code: 'function/rom-shadow', fn: labelFunction(fn), fileMode: knownOr(fn.romFileMode, null) }]
    : [];
}
