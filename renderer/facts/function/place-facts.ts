/** Where a function sits: node, bridges above it, link, and what belongs to it. */
import { formatLabel, labelFunction } from '../../../core/findings/function-label.ts';
import type { HostIndex } from '../../../core/host/host-index.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { PciFunction } from '../../../core/host/snapshot.ts';
import { type Bdf, slotOf } from '../../../core/pci/bdf.ts';
import { code, type Fact, type FactGroup, fact, join, type Line, say, sayLines } from '../fact.ts';
import { compareLink, formatLink } from '../link-words.ts';

export function placeFacts(index: HostIndex, fn: PciFunction): FactGroup {
  return {
    title: 'Place and link',
    facts: [
      fact('NUMA node', fn.numaNode, node => (node === null ? 'The platform does not say' : `Node ${node}`)),
      fact('Way from the root', fn.bridgePath, bridges => join([...bridges, fn.bdf].map(code), ' → ')),
      { term: 'Link', lines: linkLines(fn) },
      ...companionFacts(index, fn),
    ],
  };
}

function linkLines({ link }: PciFunction): readonly Line[] {
  return sayLines(link, state => {
    if (state === null) return [['None: conventional PCI, or part of the root complex']];
    const { now, most } = state;
    const meaning = now && most ? compareLink(now, most) : null;
    return [
      [`Now ${now ? formatLink(now) : 'not known to the kernel'}`],
      [`At most ${most ? formatLink(most) : 'not known to the kernel'}`],
      ...(meaning === null ? [] : [[meaning]]),
    ];
  });
}

/** Other functions of the card, and those that the kernel links to this one. */
function companionFacts(index: HostIndex, fn: PciFunction): Fact[] {
  const bdfs = (index.functionsOfSlot.get(slotOf(fn.bdf)) ?? []).filter(mate => mate !== fn).map(mate => mate.bdf);
  return [
    { term: 'Same card', lines: bdfs.length === 0 ? [['No other function']] : bdfs.map(bdf => labelLine(index, bdf)) },
    ...linked(index, 'Needs', fn.suppliers),
    ...linked(index, 'Needed by', fn.consumers),
  ];
}

/** Device links are rare: only what is there, or could not be measured, is worth a line. */
function linked(index: HostIndex, term: string, bdfs: PciFunction['suppliers']): Fact[] {
  if (isKnown(bdfs) && bdfs.length === 0) return [];
  return [{ term, lines: sayLines(bdfs, known => known.map(bdf => labelLine(index, bdf))) }];
}

/** An address with the name and the driver of the function behind it. */
export function labelLine(index: HostIndex, bdf: Bdf): Line {
  const fn = index.functions.get(bdf);
  if (!fn) return [code(bdf), ' (not in this scan)'];
  const { name } = labelFunction(fn);
  return [
    code(bdf),
    ` ${name || formatLabel(labelFunction(fn))}`,
    ...say(fn.driver, driver => (driver === null ? [] : [', ', code(driver)])),
  ];
}
