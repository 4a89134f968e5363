/** The IOMMU: what the firmware describes, its units, its groups, and what guards the host before a driver does. */
import { countOf } from '../../../core/findings/function-label.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { HostSnapshot, IommuGroup, IommuUnit } from '../../../core/host/snapshot.ts';
import { unitAbilities } from '../../../core/iommu/unit-abilities.ts';
import { domainMeaning } from '../domain-words.ts';
import { code, type Fact, type FactGroup, fact, join, type Line, say, sayLines, tableOrFact } from '../fact.ts';
import { firmwareTableFacts } from './firmware-table-facts.ts';

export function iommuFacts({ iommu }: HostSnapshot): FactGroup[] {
  return [
    {
      title: 'State',
      facts: [
        fact('Firmware tables', iommu.firmwareTables, tables =>
          tables.length === 0 ? 'None: the firmware offers no IOMMU' : join(tables.map(code), ', '),
        ),
        ...firmwareTableFacts(iommu.tableBytes),
        fact('Interrupt remapping', iommu.interruptRemapping, isOn =>
          isOn ? 'On: a device cannot send interrupts that the kernel did not allow' : 'Off',
        ),
        { term: 'Thunderbolt and USB4', lines: thunderboltLines(iommu.thunderbolt) },
      ],
    },
    { title: 'Groups', facts: groupFacts(iommu.groups) },
    { title: 'Units', isWide: true, ...unitTable(iommu.units) },
  ];
}

function thunderboltLines(thunderbolt: HostSnapshot['iommu']['thunderbolt']): readonly Line[] {
  return sayLines(thunderbolt, domains =>
    domains.length === 0
      ? [['No such port']]
      : domains.map(({ domain, isDmaProtected }) => [
          code(domain),
          ': ',
          ...say(isDmaProtected, isOn =>
            isOn
              ? 'the IOMMU guards the host from what is plugged in'
              : 'not guarded: what is plugged in may reach all memory',
          ),
        ]),
  );
}

function groupFacts(groups: HostSnapshot['iommu']['groups']): Fact[] {
  if (!isKnown(groups)) return [{ term: 'IOMMU groups', lines: [[groups]] }];
  if (groups.length === 0) return [{ term: 'IOMMU groups', lines: [['None: the kernel uses no IOMMU']] }];
  const named = groups.filter(({ name }) => !isKnown(name) || name !== null);
  const fixed = groups.filter(isFixed);
  return [
    { term: 'IOMMU groups', lines: [[countOf(groups.length, 'group')]] },
    { term: 'Domain types', lines: domainLines(groups) },
    ...(named.length === 0
      ? []
      : [
          {
            term: 'With a name',
            lines: named.map(({ id, name }): Line => [`Group ${id}: `, ...say(name, value => code(value ?? ''))]),
          },
        ]),
    {
      term: 'Mapped 1:1 by firmware',
      lines: [[fixed.length === 0 ? 'None of those measured' : fixed.map(({ id }) => `group ${id}`).join(', ')]],
    },
    ...unmeasuredRegions(groups),
  ];
}

const isFixed = ({ reservedRegions }: IommuGroup) =>
  isKnown(reservedRegions) && reservedRegions.some(region => region.type === 'direct');

/** One line for all groups of which the regions are not known: the reason is the same, usually. */
function unmeasuredRegions(groups: readonly IommuGroup[]): Fact[] {
  const gaps = groups.flatMap(({ reservedRegions }) => (isKnown(reservedRegions) ? [] : [reservedRegions]));
  const [first] = gaps;
  return first ? [{ term: `Regions of ${countOf(gaps.length, 'group')}`, lines: [[first]] }] : [];
}

/** `16 groups DMA-FQ: translated, ...`, the most frequent first. */
function domainLines(groups: readonly IommuGroup[]): Line[] {
  const byType = Map.groupBy(groups, ({ type }) => (isKnown(type) ? type : null));
  return [...byType]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([type, members]): Line => {
      const [first] = members;
      if (type === null) return [`${members.length}: `, ...(first && !isKnown(first.type) ? [first.type] : [])];
      const meaning = domainMeaning(type);
      return [`${members.length} `, code(type), meaning ? `: ${meaning}` : ''];
    });
}

const VENDORS: Record<IommuUnit['vendor'], string> = {
  intel: 'Intel VT-d',
  amd: 'AMD-Vi',
  arm: 'Arm SMMU',
  virtio: 'virtio-iommu',
  other: 'Other',
};

function unitTable(units: HostSnapshot['iommu']['units']) {
  const table = { title: 'Units', columns: ['Unit', 'Kind', 'Address width', 'Abilities', 'Registers'] };
  return tableOrFact(units, table, 'None: the kernel uses no IOMMU', unit => ({
    key: unit.name,
    cells: [
      [code(unit.name)],
      [VENDORS[unit.vendor]],
      say(unit.addressWidthBits, bits => (bits === null ? 'Not published' : `${bits} bits`)),
      abilitiesOf(unit),
      say(unit.registers, registers => {
        const entries = Object.entries(registers ?? {});
        return entries.length === 0
          ? 'None are published'
          : join(
              entries.map(([name, value]) => code(`${name}=${value}`)),
              ' ',
            );
      }),
    ],
  }));
}

/** What matters for assignment, present or missing. */
function abilitiesOf(unit: IommuUnit): Line {
  const abilities = unitAbilities(unit);
  if (abilities === null) {
    return say(unit.canRemapInterrupts, can =>
      can === null ? 'Not published' : can ? 'Interrupt remapping' : 'No interrupt remapping',
    );
  }
  const words = [
    ...(abilities.isVirtual ? ['a virtual unit'] : []),
    has(abilities.canRemapInterrupts, 'interrupt remapping'),
    has(abilities.canPostInterrupts, 'posted interrupts'),
    abilities.superpages.length > 0 ? `pages of ${abilities.superpages.join(' and ')}` : 'pages of 4 KiB only',
    `${abilities.domains} domains`,
    ...(abilities.hasDeviceTlb ? ['device TLBs (ATS)'] : []),
    ...(abilities.pasidBits > 0 ? [`PASIDs of ${abilities.pasidBits} bits`] : []),
    ...(abilities.isScalable ? ['scalable mode'] : []),
    has(abilities.canNest, 'nested translation'),
  ];
  return [words.join(', ')];
}

const has = (isThere: boolean, ability: string) => (isThere ? ability : `no ${ability}`);
