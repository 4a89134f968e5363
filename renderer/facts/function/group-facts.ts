/** The IOMMU group of a function: what it is, who else is in it. */
import type { HostIndex } from '../../../core/host/host-index.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { IommuGroup, PciFunction } from '../../../core/host/snapshot.ts';
import { code, type Fact, type FactGroup, fact, type Line, sayLines } from '../fact.ts';
import { domainMeaning } from '../domain-words.ts';
import { labelLine } from './place-facts.ts';

export function groupFacts(index: HostIndex, fn: PciFunction): FactGroup {
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
      ...(group ? [{ term: 'Reserved addresses', lines: reservedLines(group) }] : []),
    ],
  };
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
