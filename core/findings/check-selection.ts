/**
 * What stands in the way of assigning the picked functions.
 *
 * VFIO owns groups, not devices: the verdict is made IOMMU group by IOMMU group, then function by function.
 * Source: Linux Documentation/driver-api/vfio.rst, "Groups, Devices, and IOMMUs".
 */
import { type HostIndex, indexHost } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import { mayListBePartial } from '../host/posted-text.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { groupViability } from '../iommu/group-viability.ts';
import { isolationHost } from '../iommu/isolation-host.ts';
import type { Bdf } from '../pci/bdf.ts';
import { isBridgeFunction } from '../pci/function-role.ts';
import { isVfioDriver } from '../vfio/driver-role.ts';
import { checkBinding } from './check-binding.ts';
import { checkCost } from './check-cost.ts';
import { checkReservedRegions, readFirmwareMemory } from './check-direct-regions.ts';
import { checkFunctionQuality } from './check-function-quality.ts';
import { checkFunctions } from './check-functions.ts';
import { checkHolders } from './check-holders.ts';
import { isNoIommuGroup } from './check-iommu.ts';
import { checkGroupCauses } from './check-isolation.ts';
import { checkKernelLogOf } from './check-kernel-log.ts';
import { checkIommufdNodes, checkVfioNode } from './check-node-access.ts';
import { checkSeat } from './check-seat.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';
import { type GroupLosses, groupLosses } from './group-losses.ts';
import { readFromPost } from './posted-findings.ts';

export function checkSelection(host: HostSnapshot, selected: readonly Bdf[]): Finding[] {
  if (selected.length === 0) return [{ code: 'selection/empty' }];
  // Without the list of functions every address would look "not found"; checkHost says what is wrong.
  if (!isKnown(host.functions)) return [];
  const index = indexHost(host);
  const wanted = new Set(selected);
  const picked = [...wanted].flatMap(bdf => index.functions.get(bdf) ?? []);
  const assignable = picked.filter(fn => !isBridgeFunction(fn));
  return readFromPost(host, [
    ...[...wanted].filter(bdf => !index.functions.has(bdf)).map(bdf => ({ code: 'selection/not-found', bdf }) as const),
    ...[...wanted]
      .filter(bdf => selected.indexOf(bdf) !== selected.lastIndexOf(bdf))
      .map(bdf => ({ code: 'selection/picked-twice', bdf }) as const),
    ...picked.filter(isBridgeFunction).map(fn => ({ code: 'selection/is-bridge', fn: labelFunction(fn) }) as const),
    ...checkGroups(host, index, assignable),
    ...checkFunctions(host, index, assignable),
    ...checkBinding(host, assignable),
    ...checkIommufdNodes(host, index, assignable),
    ...checkCost(host, assignable),
    ...checkKernelLogOf(host, index, assignable),
    ...checkSeat(host, index, assignable),
    ...checkHolders(host, assignable),
    ...checkFunctionQuality(host, index, assignable),
  ]);
}

function checkGroups(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const byGroup = Map.groupBy(picked, fn => (isKnown(fn.iommuGroup) ? fn.iommuGroup : undefined));
  const lossesOf = groupLosses(host, index, picked);
  const iso = isolationHost(host, index);
  const memory = readFirmwareMemory(host, index);
  const isVirtio = knownOr(host.iommu.units, []).some(unit => unit.vendor === 'virtio');
  return [...byGroup].flatMap(([group, members]): Finding[] => {
    if (group === undefined) return members.flatMap(unmeasuredGroup);
    // With the IOMMU off nothing has a group; checkHost says so once, instead of each function again.
    if (group === null)
      return index.groups.size === 0
        ? []
        : members.map(fn => ({
            code: 'iommu/no-group',
            fn: labelFunction(fn),
            isVirtio: isVirtio && knownOr(fn.driver, '') === null,
          }));
    const reserved = checkReservedRegions(host, index, memory, { group, picked: members });
    const isRefused = reserved.some(({ code }) => code === 'iommu/direct-regions');
    return [
      // Whoever holds the members, a group that the firmware keeps cannot be assigned.
      ...checkViability(host, index, { group, picked: members, lossesOf }).filter(
        ({ code }) => !(isRefused && code === 'iommu/group-viable'),
      ),
      ...checkGroupCauses(host, iso, group, members),
      ...reserved,
      ...checkGroupNode(host, index, group, members),
    ];
  });
}

function unmeasuredGroup(fn: PciFunction): Finding[] {
  return isKnown(fn.iommuGroup) ? [] : [{ code: 'iommu/group-unmeasured', fn: labelFunction(fn), gap: fn.iommuGroup }];
}

type GroupChoice = { group: number; picked: readonly PciFunction[]; lossesOf: GroupLosses };

function checkViability(host: HostSnapshot, index: HostIndex, { group, picked, lossesOf }: GroupChoice): Finding[] {
  const known = index.groups.get(group);
  if (known && isNoIommuGroup(known))
    return [{ code: 'iommu/no-iommu-group', group, picked: picked.map(labelFunction) }];
  const { members, gaps } = groupViability(index, group, new Set(picked.map(fn => fn.bdf)));
  const rest = members.filter(({ role }) => role !== 'picked');
  const others = rest.map(({ fn }) => fn);
  const unmeasured: Finding[] = [
    ...others.flatMap(fn =>
      isKnown(fn.driver) ? [] : [{ code: 'vfio/driver-unmeasured', fn: labelFunction(fn), gap: fn.driver } as const],
    ),
    ...gaps.flatMap(({ bdf, gap }): Finding[] =>
      bdf === null
        ? picked.map(fn => ({ code: 'iommu/group-unmeasured', fn: labelFunction(fn), gap }))
        : [{ code: 'vfio/driver-unmeasured', fn: { bdf, name: '', driver: null }, gap }],
    ),
  ];
  const inTheWay = rest.filter(({ holds }) => holds === true).map(({ fn }) => fn);
  if (inTheWay.length > 0) {
    return [
      ...unmeasured,
      {
        code: 'iommu/group-shared',
        group,
        picked: picked.map(labelFunction),
        inTheWay: inTheWay.map(labelFunction),
        assignable: inTheWay.filter(fn => !isBridgeFunction(fn)).map(labelFunction),
        ...lossesOf(inTheWay),
      },
    ];
  }
  // Nor is anything proved by a list that may lack members.
  if (unmeasured.length > 0 || mayListBePartial(host)) return unmeasured;
  return [
    {
      code: 'iommu/group-viable',
      group,
      picked: picked.map(labelFunction),
      bridges: others.filter(isBridgeFunction).map(labelFunction),
      idle: others.filter(fn => !isBridgeFunction(fn)).map(labelFunction),
    },
  ];
}

/** The node exists only once a member is bound to a VFIO driver; before that there is nothing to judge. */
function checkGroupNode(
  host: HostSnapshot,
  index: HostIndex,
  group: number,
  picked: readonly PciFunction[],
): Finding[] {
  const isBound = picked.some(fn => isKnown(fn.driver) && fn.driver !== null && isVfioDriver(fn.driver));
  return isBound ? checkVfioNode(host, index, `/dev/vfio/${group}`) : [];
}
