/** The IOMMU group of a function: what it is, who else is in it, and why. */
import { checkGroupCauses } from '../../../core/findings/check-isolation.ts';
import { describeFinding } from '../../../core/findings/describe.ts';
import { explainRemedy } from '../../../core/findings/explain-remedy.ts';
import type { Remedy } from '../../../core/findings/remedy.ts';
import type { HostIndex } from '../../../core/host/host-index.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { HostSnapshot, IommuGroup, PciFunction } from '../../../core/host/snapshot.ts';
import { groupViability, type Viability } from '../../../core/iommu/group-viability.ts';
import { isolationHost } from '../../../core/iommu/isolation-host.ts';
import { isBridgeFunction } from '../../../core/pci/function-role.ts';
import { argumentPlaceOf } from '../../../core/platform/explain-argument.ts';
import { domainMeaning } from '../domain-words.ts';
import { code, type Fact, type FactGroup, fact, type Line, sayLines } from '../fact.ts';
import { labelLine } from './place-facts.ts';

export function groupFacts(host: HostSnapshot, index: HostIndex, fn: PciFunction): FactGroup {
  const { iommuGroup } = fn;
  const title = 'IOMMU group';
  if (!isKnown(iommuGroup) || iommuGroup === null) {
    return {
      title,
      facts: [fact('Group', iommuGroup, () => 'None: no IOMMU covers this function, so it cannot be assigned')],
    };
  }
  const group = index.groups.get(iommuGroup);
  const mates = (index.membersOfGroup.get(iommuGroup) ?? []).filter(mate => mate !== fn);
  return {
    title,
    facts: [
      { term: 'Group', lines: [[String(iommuGroup)]] },
      ...(group ? domainFacts(group) : []),
      {
        term: 'Others in it',
        lines: mates.length === 0 ? [['None: it can go alone']] : mates.map(mate => labelLine(index, mate.bdf)),
      },
      ...viabilityFacts(index, fn, iommuGroup),
      ...causeFacts(host, index, fn, iommuGroup),
      ...(group ? [{ term: 'Reserved addresses', lines: reservedLines(group) }] : []),
    ],
  };
}

const VIABILITY: Record<Viability, string> = {
  viable: 'yes',
  held: 'no, host drivers hold it',
  unmeasured: 'could not be measured',
};

/** Whether VFIO may take the group today, and after each step of giving the card away. */
function viabilityFacts(index: HostIndex, fn: PciFunction, group: number): Fact[] {
  if (isBridgeFunction(fn)) return [];
  const { members, now, withPicked, withCompanions } = groupViability(index, group, new Set([fn.bdf]));
  const hasCompanions = members.some(({ role }) => role === 'companion');
  return [
    {
      term: 'VFIO may take it',
      lines: [
        [`Now: ${VIABILITY[now]}`],
        [`Once this function is on vfio-pci: ${VIABILITY[withPicked]}`],
        ...(hasCompanions ? [[`Once its whole card is: ${VIABILITY[withCompanions]}`]] : []),
      ],
    },
  ];
}

function domainFacts({ type, name }: IommuGroup): Fact[] {
  return [
    fact('Domain type', type, value => {
      const meaning = domainMeaning(value);
      return meaning ? [code(value), `: ${meaning}`] : code(value);
    }),
    ...(isKnown(name) && name === null ? [] : [fact('Name', name, value => code(value ?? ''))]),
  ];
}

/** Why others than its own card are in its group, and what can be done about it, where anything can. */
function causeFacts(host: HostSnapshot, index: HostIndex, fn: PciFunction, group: number): Fact[] {
  // A bridge stays: it is part of the cause, and what it joins is told of each function.
  if (isBridgeFunction(fn)) return [];
  const [described] = checkGroupCauses(host, isolationHost(host, index), group, [fn]).map(describeFinding);
  if (!described) return [];
  const { explanation, remedies } = described;
  return [
    { term: 'Why it is large', lines: [[explanation]] },
    ...(remedies.length === 0
      ? []
      : [{ term: 'What can be done', lines: remedies.map(remedy => remedyLine(host, remedy)) }]),
  ];
}

function remedyLine(host: HostSnapshot, remedy: Remedy): Line {
  const { text, copy } = explainRemedy(remedy, argumentPlaceOf(host));
  return copy === null ? [text] : [`${text} `, code(copy)];
}

const REGIONS = {
  direct: 'mapped 1:1 for the firmware: the group cannot be assigned',
  'direct-relaxable': 'mapped 1:1 until a driver takes over',
  reserved: 'refused by the hardware',
  msi: 'for interrupts',
  other: 'of a kind that this version does not know',
} as const;

function reservedLines({ reservedRegions }: IommuGroup): readonly Line[] {
  return sayLines(reservedRegions, regions =>
    regions.length === 0
      ? [['None']]
      : regions.map(region => [code(`${region.start} to ${region.end}`), `, ${REGIONS[region.type]}`]),
  );
}
