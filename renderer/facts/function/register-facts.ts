/** What a function offers of address space: BARs and the option ROM. */

import { isKnown } from '../../../core/host/measured.ts';
import type { Bar } from '../../../core/host/schema/pci-function.ts';
import type { HostSnapshot, PciFunction } from '../../../core/host/snapshot.ts';
import { formatBytes } from '../../../core/memory/format-bytes.ts';
import type { ResizableBar } from '../../../core/pci/resizable-bar.ts';
import { formatMode } from '../../format/mode.ts';
import { code, type FactGroup, fact, join, type Line, tableOrFact } from '../fact.ts';
import { resizableBars } from './config-facts.ts';

export function barFacts({ seat }: HostSnapshot, fn: PciFunction): FactGroup {
  const columns = ['BAR', 'Size', 'Kind', 'Address'];
  const { barClaims } = seat;
  // One reason for all rows is said once.
  const claims = isKnown(barClaims) ? barClaims.filter(claim => claim.function === fn.bdf) : null;
  const resizable = resizableBars(fn);
  const sizes = isKnown(resizable) ? resizable : null;
  const table = {
    title: 'BARs',
    columns: [...columns, ...(sizes ? ['Could have'] : []), ...(claims ? ['Claimed by'] : [])],
  };
  const { facts, tables } = tableOrFact(fn.bars, table, 'None', bar => ({
    key: String(bar.index),
    cells: [
      [String(bar.index)],
      [formatBytes(bar.sizeBytes)],
      [formatKind(bar)],
      [code(bar.start)],
      ...(sizes ? [possibleSizes(sizes.get(bar.index))] : []),
      ...(claims ? [claimants(claims, bar)] : []),
    ],
  }));
  const gaps = [
    ...(isKnown(resizable) ? [] : [{ term: 'Sizes they could have', lines: [[resizable]] }]),
    ...(isKnown(barClaims) ? [] : [{ term: 'Claimed in the kernel', lines: [[barClaims]] }]),
  ];
  return { title: 'BARs', isWide: true, facts: [...facts, ...gaps], tables };
}

function possibleSizes(bar: ResizableBar | undefined): Line {
  const [least, most] = [bar?.possibleBytes[0], bar?.possibleBytes.at(-1)];
  if (least === undefined || most === undefined) return ['This size only'];
  return [least === most ? formatBytes(least) : `${formatBytes(least)} to ${formatBytes(most)}`];
}

function formatKind({ space, is64Bit, isPrefetchable }: Bar): string {
  if (space === 'io') return 'I/O ports';
  return `Memory, ${is64Bit ? 64 : 32}-bit${isPrefetchable ? ', prefetchable' : ''}`;
}

/** Who inside the kernel has claimed part of a BAR; ranges are inclusive. */
function claimants(claims: readonly { start: string; end: string; claimant: string }[], bar: Bar): Line {
  const first = BigInt(bar.start);
  const last = first + BigInt(Math.max(bar.sizeBytes, 1)) - 1n;
  const names = claims
    .filter(claim => BigInt(claim.start) <= last && BigInt(claim.end) >= first)
    .map(claim => claim.claimant);
  return names.length === 0 ? ['Nobody'] : join([...new Set(names)].map(code), ', ');
}

export function romFacts(fn: PciFunction): FactGroup {
  return {
    title: 'Option ROM',
    facts: [
      fact('ROM', fn.optionRom, rom => {
        if (rom === null) return 'None';
        return rom.isShadow
          ? `${formatBytes(rom.sizeBytes)}; the kernel shows the copy that the firmware left in memory, not the chip's content`
          : formatBytes(rom.sizeBytes);
      }),
      fact('File', fn.romFileMode, mode =>
        mode === null
          ? 'The kernel offers none'
          : [code(`/sys/bus/pci/devices/${fn.bdf}/rom`), ' ', code(formatMode(mode))],
      ),
      fact('Started by the firmware', fn.isBootVga, isBoot => {
        if (isBoot === null) return 'No VGA function';
        return isBoot ? 'Yes: the boot screen is on it' : 'No';
      }),
    ],
  };
}
