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

/** Cards that no list of ids can tell apart. The ports of one card, and virtual functions, are alike by design. */
function checkTwins(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const told = new Set<string>();
  return picked.flatMap((fn): Finding[] => {
    const { vendorId, deviceId } = fn;
    if (!isKnown(vendorId) || !isKnown(deviceId) || knownOr(fn.physicalFunction, null) !== null) return [];
    // The functions of a card have their twins on the same other card.
    const key = slotOf(fn.bdf);
    const twins: PciFunction[] = [];
    for (const other of index.functions.values()) {
      if (other.vendorId !== vendorId || other.deviceId !== deviceId || other === fn) continue;
      if (slotOf(other.bdf) !== slotOf(fn.bdf) && !picked.includes(other)) twins.push(other);
    }
    if (twins.length === 0 || told.has(key)) return [];
    told.add(key);
    const ids = [vendorId, deviceId].map(id => id.toString(16).padStart(4, '0')).join(':');
    const byIds = knownOr(host.kernel.commandLine, []).find(
      word => /^vfio[-_]pci\.ids=/.test(word) && word.includes(ids),
    );
    return [
      { code: 'function/twins', fn: describeTwin(fn), twins: twins.map(describeTwin), ids, byIds: byIds ?? null },
    ];
  });
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
  return picked.flatMap((fn): Finding[] => {
    const isLeft = (bdf: string) => slotOf(fn.bdf) !== bdf.slice(0, -2) && !picked.some(other => other.bdf === bdf);
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
