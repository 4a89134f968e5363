/** What the host would lose if the functions that share an IOMMU group with a picked one went along. */
import { costOfSelection } from '../cost/cost-of-functions.ts';
import { describeReason } from '../cost/describe-reason.ts';
import type { CostReason } from '../cost/host-cost.ts';
import type { HostIndex } from '../host/host-index.ts';
import { knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { holdsGroup } from '../vfio/driver-role.ts';
import { mayBeNeeded, measuredGaps } from './check-cost.ts';
import { type FunctionLabel, labelFunction } from './function-label.ts';

/** `text` ends the sentence "the host loses ...". */
export type GroupLoss = { bdf: Bdf; level: CostReason['level']; text: string };
export type GroupLosses = (inTheWay: readonly PciFunction[]) => {
  losses: GroupLoss[];
  /** Functions of which not everything could be measured. */
  unclear: FunctionLabel[];
};

/** Kinds that a person misses after the fact; what plays a sound or is open now is told when it is picked. */
const LASTING: ReadonlySet<CostReason['kind']> = new Set([
  'file-system',
  'swap',
  'array-member',
  'idle-member',
  'unused-disk',
  'default-route',
  'ssh-session',
  'network-in-use',
]);

/** One look at the host for all groups: as if every remedy were taken. It happens when first asked for. */
export function groupLosses(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): GroupLosses {
  let known: { byFunction: ReadonlyMap<Bdf, readonly CostReason[]>; hasGaps: boolean } | undefined;
  const look = () => {
    const groups = new Set(picked.flatMap(fn => knownOr(fn.iommuGroup, null) ?? []));
    const members = [...groups].flatMap(group => [
      ...(index.membersOfGroup.get(group) ?? []),
      ...knownOr(index.groups.get(group)?.members ?? [], []).flatMap(bdf => index.functions.get(bdf) ?? []),
    ]);
    const along = members.filter(fn => holdsGroup(knownOr(fn.driver, null)));
    const cost = costOfSelection(host, new Set([...picked, ...along].map(fn => fn.bdf)));
    const byFunction = Map.groupBy(cost.reasons, reason => reason.bdf);
    return { byFunction, hasGaps: measuredGaps(host, cost).length > 0 };
  };
  return inTheWay => {
    known ??= look();
    const { byFunction, hasGaps } = known;
    const reasons = inTheWay.flatMap(fn => byFunction.get(fn.bdf) ?? []);
    return {
      losses: reasons
        .filter(reason => reason.level === 'refuses' || LASTING.has(reason.kind))
        .map(reason => ({ bdf: reason.bdf, level: reason.level, text: describeReason(reason) })),
      unclear: hasGaps ? inTheWay.filter(mayBeNeeded).map(labelFunction) : [],
    };
  };
}
