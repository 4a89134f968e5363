/** SR-IOV: physical functions that cannot be taken while they have virtual ones, and what a virtual one depends on. */
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { isVfioDriver } from '../vfio/driver-role.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

export function checkVirtualFunctions(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  return [...picked.flatMap(fn => checkPhysical(index, fn)), ...checkVirtual(index, picked)];
}

function checkPhysical(index: HostIndex, fn: PciFunction): Finding[] {
  if (!isKnown(fn.sriov)) return [{ code: 'function/virtuals-unmeasured', fn: labelFunction(fn), gap: fn.sriov }];
  if (fn.sriov === null) return [];
  const { enabledVfs, virtualFunctions } = fn.sriov;
  if (!isKnown(enabledVfs)) return [{ code: 'function/virtuals-unmeasured', fn: labelFunction(fn), gap: enabledVfs }];
  // A driver of VFIO that holds the function already has made them itself.
  if (enabledVfs === 0 || isVfioDriver(knownOr(fn.driver, null) ?? '')) return [];
  const virtual = knownOr(virtualFunctions, []).flatMap(bdf => index.functions.get(bdf) ?? []);
  return [
    { code: 'function/has-virtual-functions', fn: labelFunction(fn), enabledVfs, virtual: virtual.map(labelFunction) },
  ];
}

/** Those of one physical function are spoken of together. */
function checkVirtual(index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const byOwner = Map.groupBy(picked, fn => knownOr(fn.physicalFunction, null));
  return [...byOwner].flatMap(([owner, fns]): Finding[] => {
    if (owner === null) return [];
    const physical = index.functions.get(owner);
    const driver = physical ? knownOr(physical.driver, null) : null;
    const facts = {
      fns: fns.map(labelFunction),
      physical: physical ? labelFunction(physical) : { bdf: owner, name: '', driver },
    };
    return isVfioDriver(driver ?? '')
      ? [{ code: 'function/virtual-needs-token', ...facts }]
      : [{ code: 'function/virtual', ...facts }];
  });
}
