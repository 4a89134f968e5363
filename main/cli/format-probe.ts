/** Results of probes as text for a terminal. */
import { styleText } from 'node:util';
import { formatBytes } from '../../core/memory/format-bytes.ts';
import { countedBytes, gibPerSecond, type PinEstimate, type PinMeasurement } from '../../core/probe/pin-result.ts';
import { type RegionOutcome, type RegionVerdict, regionCases } from '../../core/probe/region-case.ts';
import type { DeviceProbeResult } from '../app/probe/device-probe.ts';
import type { RegionAnswer } from '../app/probe/region-probe.ts';
import { wrap } from './wrap.ts';

export function formatPins(measured: PinMeasurement, estimate: PinEstimate | null): string {
  const { by, counter, mappedBytes, prefaultSeconds, mapSeconds, unmapSeconds } = measured;
  const rows = [
    ['Interface', by === 'iommufd' ? 'iommufd' : 'VFIO container (type1)'],
    ['Mapped', formatBytes(mappedBytes)],
    ['Pages given', formatRate(mappedBytes, prefaultSeconds)],
    ['Pinned', formatRate(mappedBytes, mapSeconds)],
    ['Unpinned', formatRate(mappedBytes, unmapSeconds)],
    [`${counter} predicted`, `${mappedBytes} bytes more`],
    [`${counter} measured`, `${countedBytes(measured)} bytes more`],
    ...(estimate
      ? [
          [
            'Whole guest',
            `${formatSeconds(estimate.seconds)} until all memory is pinned${estimate.basis === 'sample' ? ', drawn out from the sample' : ''}`,
          ],
        ]
      : []),
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(17)} ${value}`).join('\n');
}

function formatRate(bytes: number, seconds: number): string {
  return `${formatSeconds(seconds)}, ${gibPerSecond(bytes, seconds).toFixed(1)} GiB/s`;
}

function formatSeconds(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(1)} s`;
}

const MARKS: Record<RegionVerdict['verdict'], { text: string; colour: 'green' | 'red' | 'dim' }> = {
  expected: { text: 'as known', colour: 'green' },
  unexpected: { text: 'UNEXPECTED', colour: 'red' },
  open: { text: 'not asked', colour: 'dim' },
};

export function formatRegion({ id, outcome, verdict, meaning }: RegionAnswer): string {
  const mark = MARKS[verdict];
  return [
    `${regionCases[id].title}: ${formatOutcome(outcome)}  ${styleText(mark.colour, `[${mark.text}]`)}`,
    wrap(meaning, 100, '    '),
  ].join('\n');
}

function formatOutcome(outcome: RegionOutcome): string {
  switch (outcome.kind) {
    case 'mapped':
      return `mapped, ${formatBytes(outcome.countedBytes)} of ${formatBytes(outcome.sizeBytes)} counted`;
    case 'refused':
      return `refused with ${outcome.errno}${outcome.done > 0 ? ` after ${outcome.done.toLocaleString('en')}` : ''}`;
    case 'not-asked':
      return 'not asked';
  }
}

export function formatDevice({ inspection, rom, reset }: DeviceProbeResult): string {
  if (!inspection) return '';
  const { bdf, info, regions, irqs, hotReset } = inspection;
  const romText = { none: 'none', readable: 'readable', refused: 'cannot be read' }[rom.kind];
  const romDetail =
    rom.kind === 'readable'
      ? rom.hasSignature
        ? ', begins with 55 AA'
        : ', without the signature 55 AA'
      : rom.kind === 'refused'
        ? ` (${rom.errno})`
        : '';
  const resetText =
    reset.kind === 'done'
      ? `done in ${Math.round(reset.elapsedMs)} ms`
      : reset.kind === 'refused'
        ? `refused with ${reset.errno}`
        : `${info.canReset ? 'offered' : 'not offered'}; not tried (--reset tries it)`;
  return [
    `Function   ${bdf}`,
    `Own reset  ${resetText}`,
    `Option ROM ${romText}${romDetail}`,
    'Regions',
    ...regions
      .filter(region => region.sizeBytes > 0)
      .map(region => {
        const rights = [
          region.isReadable ? 'read' : '',
          region.isWritable ? 'write' : '',
          region.mappableAreas.length > 0 ? 'map' : '',
        ]
          .filter(Boolean)
          .join(', ');
        return `  ${region.name.padEnd(8)} ${formatBytes(region.sizeBytes).padStart(10)}  ${rights}`;
      }),
    'Interrupts',
    ...irqs.filter(irq => irq.count > 0).map(irq => `  ${irq.name.padEnd(8)} ${irq.count}`),
    `Hot reset  ${hotReset ? `takes along ${hotReset.functions.map(fn => fn.bdf).join(', ')}` : 'not possible: neither its slot nor its bus can be reset'}`,
  ].join('\n');
}
