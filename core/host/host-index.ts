/** Look-ups over a snapshot, made once per check: functions by address, group and slot. */
import { type Bdf, busOf, slotOf } from '../pci/bdf.ts';
import { isKnown, knownOr } from './measured.ts';
import type { DeviceNode, HostSnapshot, IommuGroup, PciFunction } from './snapshot.ts';

export type HostIndex = {
  functions: ReadonlyMap<Bdf, PciFunction>;
  groups: ReadonlyMap<number, IommuGroup>;
  /** Members of each IOMMU group, as the functions themselves link to it. */
  membersOfGroup: ReadonlyMap<number, readonly PciFunction[]>;
  /** Functions of each slot `0000:01:00`. */
  functionsOfSlot: ReadonlyMap<string, readonly PciFunction[]>;
  /** Functions of each bus `0000:01`. */
  functionsOfBus: ReadonlyMap<string, readonly PciFunction[]>;
  /** Device nodes by path. */
  nodes: ReadonlyMap<string, DeviceNode>;
};

export function indexHost(host: HostSnapshot): HostIndex {
  const all = knownOr(host.functions, []);
  return {
    functions: new Map(all.map(fn => [fn.bdf, fn])),
    groups: new Map(knownOr(host.iommu.groups, []).map(group => [group.id, group])),
    membersOfGroup: Map.groupBy(
      all.filter(fn => isKnown(fn.iommuGroup) && fn.iommuGroup !== null),
      fn => knownOr(fn.iommuGroup, null) ?? -1,
    ),
    functionsOfSlot: Map.groupBy(all, fn => slotOf(fn.bdf)),
    functionsOfBus: Map.groupBy(all, fn => busOf(fn.bdf)),
    nodes: new Map(knownOr(host.deviceNodes, []).map(node => [node.path, node])),
  };
}
