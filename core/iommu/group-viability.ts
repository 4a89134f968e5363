/**
 * Whether VFIO may take an IOMMU group: now, once the picked functions are bound to it, and once the rest of their
 * cards is as well.
 *
 * VFIO owns groups, not devices: a member under a host driver that may start DMA keeps it out. Members without a driver,
 * and bridges under the port driver, do not. Source: Linux Documentation/driver-api/vfio.rst; drivers/iommu/iommu.c,
 * iommu_device_use_default_domain().
 */
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr, type Measured, type Unknown } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { type Bdf, compareBdf, slotOf } from '../pci/bdf.ts';
import { isBridgeFunction } from '../pci/function-role.ts';
import { holdsGroup } from '../vfio/driver-role.ts';

export type GroupMember = {
  fn: PciFunction;
  /** `companion`: on the card of a picked function, and not picked itself. */
  role: 'picked' | 'companion' | 'bridge' | 'other';
  /** Its driver keeps VFIO from taking the group. null: the driver could not be measured. */
  holds: boolean | null;
};

export type Viability = 'viable' | 'held' | 'unmeasured';

export type GroupViability = {
  group: number;
  members: GroupMember[];
  /** Why there may be more members than these; none: these are all. */
  gaps: { bdf: Bdf | null; gap: Unknown }[];
  /** With the drivers of today. */
  now: Viability;
  /** After the picked functions are bound to VFIO. */
  withPicked: Viability;
  /** After their companions are bound too. */
  withCompanions: Viability;
};

/** Members are those that link to the group and those that it lists: what only one of the two knows counts too. */
export function groupViability(index: HostIndex, group: number, picked: ReadonlySet<Bdf>): GroupViability {
  const links = index.groups.get(group)?.members ?? [];
  const listed = knownOr(links, []).flatMap(bdf => index.functions.get(bdf) ?? []);
  const gaps = gapsOf(index, group, links);
  const all = [...new Set([...(index.membersOfGroup.get(group) ?? []), ...listed])];
  const slots = new Set([...picked].map(slotOf));
  const members = all
    .sort((a, b) => compareBdf(a.bdf, b.bdf))
    .map((fn): GroupMember => {
      const role = picked.has(fn.bdf)
        ? 'picked'
        : isBridgeFunction(fn)
          ? 'bridge'
          : slots.has(slotOf(fn.bdf))
            ? 'companion'
            : 'other';
      return { fn, role, holds: isKnown(fn.driver) ? holdsGroup(fn.driver) : null };
    });
  const without = (...roles: GroupMember['role'][]): Viability => {
    const verdict = viabilityOf(members.filter(({ role }) => !roles.includes(role)));
    return verdict === 'viable' && gaps.length > 0 ? 'unmeasured' : verdict;
  };
  return {
    group,
    members,
    gaps,
    now: without(),
    withPicked: without('picked'),
    withCompanions: without('picked', 'companion'),
  };
}

/** Members that nothing is known of. Without its list a group has those that link to it, if every function tells its link. */
function gapsOf(index: HostIndex, group: number, links: Measured<readonly Bdf[]>): GroupViability['gaps'] {
  if (!isKnown(links)) return isEveryLinkKnown(index) ? [] : [{ bdf: null, gap: links }];
  return links
    .filter(bdf => !index.functions.has(bdf))
    .map(bdf => {
      const detail = `IOMMU group ${group} has it, and the list of functions has not`;
      return { bdf, gap: { unknown: 'absent', source: `/sys/bus/pci/devices/${bdf}`, detail } };
    });
}

const linksKnown = new WeakMap<HostIndex, boolean>();

function isEveryLinkKnown(index: HostIndex): boolean {
  let answer = linksKnown.get(index);
  if (answer === undefined) {
    answer = [...index.functions.values()].every(fn => isKnown(fn.iommuGroup));
    linksKnown.set(index, answer);
  }
  return answer;
}

/** One that holds is enough, whatever is not known of the others. */
function viabilityOf(members: readonly GroupMember[]): Viability {
  if (members.some(({ holds }) => holds === true)) return 'held';
  return members.some(({ holds }) => holds === null) ? 'unmeasured' : 'viable';
}
