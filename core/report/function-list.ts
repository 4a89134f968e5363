/** The functions of a host by IOMMU group, one line each: what it is, its driver, and what giving it away would touch. */
import { costOfEach } from '../cost/cost-of-functions.ts';
import { describeReason } from '../cost/describe-reason.ts';
import type { HostCost } from '../cost/host-cost.ts';
import { labelFunction } from '../findings/function-label.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, IommuGroup, PciFunction } from '../host/snapshot.ts';
import { className } from '../pci/class-code.ts';
import { isBridgeFunction } from '../pci/function-role.ts';
import { formatLink } from '../pci/link.ts';
import { show } from './host-summary.ts';

export function listFunctions(host: HostSnapshot): string[] {
  if (!isKnown(host.functions)) return [`PCI functions: ${show(host.functions)}`];
  const costs = costOfEach(host);
  const groups = new Map(knownOr(host.iommu.groups, []).map(group => [group.id, group]));
  const byGroup = Map.groupBy(host.functions, fn => (isKnown(fn.iommuGroup) ? fn.iommuGroup : 'unknown'));
  const order = [...byGroup.keys()].sort((a, b) => rank(a) - rank(b));
  return order.flatMap(group => [
    groupTitle(group, groups),
    ...(byGroup.get(group) ?? []).flatMap(fn => functionLines(fn, costs.get(fn.bdf))),
  ]);
}

function rank(group: number | null | 'unknown'): number {
  return typeof group === 'number' ? group : Number.POSITIVE_INFINITY;
}

function groupTitle(group: number | null | 'unknown', groups: ReadonlyMap<number, IommuGroup>): string {
  if (group === 'unknown') return 'IOMMU group could not be measured';
  if (group === null) return 'In no IOMMU group';
  const known = groups.get(group);
  const type = known && isKnown(known.type) ? ` (${known.type})` : '';
  return `IOMMU group ${group}${type}`;
}

function functionLines(fn: PciFunction, cost: HostCost | undefined): string[] {
  const kind = isKnown(fn.classCode) ? className(fn.classCode) : 'unknown class';
  const driver = isKnown(fn.driver) ? (fn.driver ?? '-') : '?';
  const line = `  ${fn.bdf}  ${kind.padEnd(24)} ${driver.padEnd(16)} ${labelFunction(fn).name}`;
  const more = isBridgeFunction(fn) ? [] : [...marks(fn), ...costWords(cost)];
  return more.length > 0 ? [line, `${' '.repeat(16)}${more.join('; ')}`] : [line];
}

function marks(fn: PciFunction): string[] {
  const link = knownOr(fn.link, null);
  const sriov = knownOr(fn.sriov, null);
  const resets = knownOr(fn.resetMethods, null);
  return [
    knownOr(fn.isBootVga, null) === true ? 'boot VGA' : '',
    link?.now
      ? `${formatLink(link.now)}${link.most && formatLink(link.most) !== formatLink(link.now) ? ` of ${formatLink(link.most)}` : ''}`
      : '',
    resets === null ? '' : resets.length === 0 ? 'no reset' : `reset by ${resets.join(', ')}`,
    knownOr(fn.powerState, 'D0').startsWith('D3') ? `asleep in ${knownOr(fn.powerState, '')}` : '',
    sriov && isKnown(sriov.totalVfs) ? `SR-IOV ${knownOr(sriov.enabledVfs, '?')} of ${sriov.totalVfs}` : '',
    knownOr(fn.physicalFunction, null) === null ? '' : `virtual function of ${knownOr(fn.physicalFunction, null)}`,
  ].filter(Boolean);
}

const LEVELS = { free: '', costs: 'costs', refuses: 'WOULD LOSE' } as const;

function costWords(cost: HostCost | undefined): string[] {
  if (!cost || cost.level === 'free') return [];
  const [first, ...rest] = cost.reasons;
  if (!first) return [];
  const more = rest.length > 0 ? ` and ${rest.length} more` : '';
  return [`${LEVELS[cost.level]} ${describeReason(first)}${more}`];
}
