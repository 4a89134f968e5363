/**
 * What the host loses with the picked functions: disks and network. What the person sees and types on, and programs that
 * have them open, are told by checks of their own.
 */
import { costOfSelection } from '../cost/cost-of-functions.ts';
import { holderGaps } from '../cost/holder-cost.ts';
import type { CostReason, HostCost } from '../cost/host-cost.ts';
import { isNetworkMount } from '../cost/network-mount.ts';
import { seatGaps } from '../cost/seat-cost.ts';
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { isAudio, isDisplay, isNetwork, isStorage, isUsbController } from '../pci/class-code.ts';
import type { DiskLoss } from './catalogue/cost.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

export function checkCost(host: HostSnapshot, picked: readonly PciFunction[]): Finding[] {
  const cost = costOfSelection(host, new Set(picked.map(fn => fn.bdf)));
  const byFunction = Map.groupBy(cost.reasons, reason => reason.bdf);
  const gaps = measuredGaps(host, cost);
  const open = gaps.length > 0 ? picked.filter(mayBeNeeded) : [];
  const isSeatOpen = seatGaps(host).length > 0;
  const free = picked.filter(fn => !byFunction.has(fn.bdf) && !open.includes(fn) && !(isSeatOpen && mayBeOfSeat(fn)));
  return [
    ...picked.flatMap(fn => findingsOf(fn, byFunction.get(fn.bdf) ?? [])),
    ...(open.length > 0 ? [{ code: 'cost/unmeasured', fns: open.map(labelFunction), gaps } as const] : []),
    ...(free.length > 0 ? [{ code: 'cost/free', fns: free.map(labelFunction) } as const] : []),
  ];
}

/** Without those that findings of their own tell: programs, the seat, and the layout of pools. */
export function measuredGaps(host: HostSnapshot, { gaps, reasons }: HostCost): HostCost['gaps'] {
  const others = new Set([...holderGaps(host), ...seatGaps(host)].map(gap => `${gap.source} ${gap.detail}`));
  const arrays = new Set(
    reasons.flatMap(reason => (reason.kind === 'array-member' ? [`the layout of ${reason.array}`] : [])),
  );
  return gaps.filter(gap => !others.has(`${gap.source} ${gap.detail}`) && !arrays.has(gap.source));
}

/** Kinds of functions that disks and networks hang on; a class that is not known may be one. */
export function mayBeNeeded({ classCode }: PciFunction): boolean {
  if (!isKnown(classCode)) return true;
  return [isStorage, isNetwork, isUsbController].some(isKind => isKind(classCode));
}

/** What hangs on these is told by the check of the seat, and so is what could not be read of it. */
function mayBeOfSeat({ classCode }: PciFunction): boolean {
  return !isKnown(classCode) || [isDisplay, isAudio, isUsbController].some(isKind => isKind(classCode));
}

type Kind = CostReason['kind'];
type ReasonOf<K extends Kind> = Extract<CostReason, { kind: K }>;

function findingsOf(fn: PciFunction, reasons: readonly CostReason[]): Finding[] {
  const only = <K extends Kind>(kind: K) => reasons.filter((one): one is ReasonOf<K> => one.kind === kind);
  const label = labelFunction(fn);
  const disks = [...only('file-system'), ...only('swap')];
  const refusing = disks.filter(isRefusing).map(diskLoss);
  const costing = disks.filter(one => !isRefusing(one)).map(diskLoss);
  const arrays = only('array-member').map(({ array, raidLevel, points, chain }) => ({
    array,
    raidLevel,
    points,
    chain,
  }));
  const redundant = arrays.filter(array => array.raidLevel !== null);
  const unclear = arrays.filter(array => array.raidLevel === null);
  const idle = only('idle-member').map(({ array, chain }) => ({ array, chain }));
  const unused = only('unused-disk').map(({ device, sizeBytes, contents }) => ({ device, sizeBytes, contents }));
  const network = ({ interface: name, chain }: ReasonOf<'default-route' | 'ssh-session' | 'network-in-use'>) => ({
    interface: name,
    chain,
  });
  const routes = only('default-route').filter(isRefusing).map(network);
  const sessions = only('ssh-session')
    .filter(isRefusing)
    .map(one => ({ ...network(one), isOurs: one.isOurs }));
  const uses = [...only('default-route'), ...only('ssh-session'), ...only('network-in-use')]
    .filter(one => !isRefusing(one))
    .map(network);
  return [
    ...(refusing.length > 0 ? [{ code: 'cost/host-loses-disk', fn: label, losses: refusing } as const] : []),
    ...(routes.length > 0 ? [{ code: 'cost/host-loses-network', fn: label, routes } as const] : []),
    ...(sessions.length > 0 ? [{ code: 'cost/ssh-session', fn: label, sessions } as const] : []),
    ...(unclear.length > 0 ? [{ code: 'cost/array-unmeasured', fn: label, arrays: unclear } as const] : []),
    ...(costing.length > 0 ? [{ code: 'cost/disk-in-use', fn: label, losses: costing } as const] : []),
    ...(redundant.length > 0 ? [{ code: 'cost/array-degraded', fn: label, arrays: redundant } as const] : []),
    ...(idle.length > 0 ? [{ code: 'cost/array-idle-member', fn: label, arrays: idle } as const] : []),
    ...(uses.length > 0 ? [{ code: 'cost/network-in-use', fn: label, uses } as const] : []),
    ...(unused.length > 0 ? [{ code: 'cost/unused-disk', fn: label, disks: unused } as const] : []),
  ];
}

const isRefusing = ({ level }: CostReason) => level === 'refuses';

function diskLoss(reason: ReasonOf<'file-system' | 'swap'>): DiskLoss {
  const { chain } = reason;
  if (reason.kind === 'swap') return { kind: 'swap', what: reason.path, chain };
  const isRemote = isNetworkMount({ type: reason.type, source: reason.device });
  return { kind: isRemote ? 'remote-file-system' : 'file-system', what: reason.point, chain };
}
