/** The host's functions as the device table shows them: by IOMMU group, filtered, with a word on each group. */
import type { HostCost } from '../../core/cost/host-cost.ts';
import { labelFunction } from '../../core/findings/function-label.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { HostSnapshot, IommuGroup, PciFunction } from '../../core/host/snapshot.ts';
import { type Bdf, compareBdf } from '../../core/pci/bdf.ts';
import { className } from '../../core/pci/class-code.ts';
import { holdsGroup } from '../../core/vfio/driver-role.ts';
import { type CostState, costState } from './cost-words.ts';
import { type FunctionKind, functionKind } from './function-kind.ts';

export type DeviceGroup = {
  /** `group-14`; `none` for functions that no IOMMU covers, `unmeasured` where the group is not known. */
  key: string;
  /** null: not a group, but the functions without one. */
  id: number | null;
  title: string;
  /** Default domain type, where known. */
  type: string | null;
  /** All members, ordered by address, filtered or not. */
  members: PciFunction[];
  verdict: GroupVerdict;
};

export type GroupVerdict = { text: string; tone: 'good' | 'busy' | 'bad' | 'open' };

export type DeviceFilter = { text: string; kind: FunctionKind | 'all'; cost: CostState | 'all'; showBridges: boolean };

/** Groups ordered by number; functions without a group, and those whose group is not known, come last. */
export function groupDevices(host: HostSnapshot): DeviceGroup[] {
  if (!isKnown(host.functions)) return [];
  const groups = new Map(isKnown(host.iommu.groups) ? host.iommu.groups.map(group => [group.id, group]) : []);
  const byKey = Map.groupBy(
    [...host.functions].sort((a, b) => compareBdf(a.bdf, b.bdf)),
    groupKey,
  );
  return [...byKey]
    .map(([key, members]) => describeGroup(key, members, groups))
    .sort((a, b) => rank(a) - rank(b) || (a.id ?? 0) - (b.id ?? 0));
}

const rank = (group: DeviceGroup) => (group.id !== null ? 0 : group.key === 'none' ? 1 : 2);

function groupKey({ iommuGroup }: PciFunction): string {
  if (!isKnown(iommuGroup)) return 'unmeasured';
  return iommuGroup === null ? 'none' : `group-${iommuGroup}`;
}

function describeGroup(key: string, members: PciFunction[], groups: ReadonlyMap<number, IommuGroup>): DeviceGroup {
  if (key === 'none') {
    const verdict = { text: 'Cannot be assigned', tone: 'bad' } as const;
    return { key, id: null, title: 'Without an IOMMU group', type: null, members, verdict };
  }
  if (key === 'unmeasured') {
    const verdict = { text: 'Could not measure', tone: 'open' } as const;
    return { key, id: null, title: 'IOMMU group not known', type: null, members, verdict };
  }
  const id = Number(key.slice('group-'.length));
  const group = groups.get(id);
  return {
    key,
    id,
    title: `IOMMU group ${id}`,
    type: group && isKnown(group.type) ? group.type : null,
    members,
    verdict: judgeGroup(members, group),
  };
}

function judgeGroup(members: readonly PciFunction[], group: IommuGroup | undefined): GroupVerdict {
  if (group && isKnown(group.reservedRegions) && group.reservedRegions.some(region => region.type === 'direct')) {
    return { text: 'Firmware demands a 1:1 mapping', tone: 'bad' };
  }
  const endpoints = members.filter(fn => functionKind(fn) !== 'bridge');
  if (endpoints.length === 0) return { text: 'Bridges only', tone: 'busy' };
  const drivers = endpoints.map(fn => fn.driver);
  if (!drivers.every(isKnown)) return { text: 'Could not measure', tone: 'open' };
  const held = drivers.filter(holdsGroup).length;
  if (held === 0) return { text: 'Viable', tone: 'good' };
  return { text: held === 1 ? '1 under a host driver' : `${held} under a host driver`, tone: 'busy' };
}

/** Groups with only the members that pass; groups without any are left out. */
export function filterGroups(
  groups: readonly DeviceGroup[],
  filter: DeviceFilter,
  costs: ReadonlyMap<Bdf, HostCost>,
): (DeviceGroup & { shown: PciFunction[] })[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap(group => {
    const shown = group.members.filter(fn => {
      const kind = functionKind(fn);
      if (kind === 'bridge' && !filter.showBridges) return false;
      if (filter.kind !== 'all' && kind !== filter.kind) return false;
      if (filter.cost !== 'all' && (kind === 'bridge' || stateOf(costs.get(fn.bdf)) !== filter.cost)) return false;
      const haystack = words.length === 0 ? '' : searchText(fn, group);
      return words.every(word => haystack.includes(word));
    });
    return shown.length === 0 ? [] : [{ ...group, shown }];
  });
}

const stateOf = (cost: HostCost | undefined) => cost && costState(cost);

function searchText(fn: PciFunction, group: DeviceGroup): string {
  const kind = isKnown(fn.classCode) ? className(fn.classCode) : '';
  const driver = isKnown(fn.driver) ? (fn.driver ?? '') : '';
  return `${fn.bdf} ${labelFunction(fn).name} ${formatIds(fn)} ${kind} ${driver} ${group.title}`.toLowerCase();
}

/** `10de:2484`; empty where the ids could not be measured. */
export function formatIds({ vendorId, deviceId }: PciFunction): string {
  if (!isKnown(vendorId) || !isKnown(deviceId)) return '';
  return [vendorId, deviceId].map(id => id.toString(16).padStart(4, '0')).join(':');
}
