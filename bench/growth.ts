/** Whether the work grows with the host and no faster: hosts of 64 to 16,384 functions, read from memory. */
import { defaultMachineSpec } from '../core/machine/machine-spec.ts';
import { reviewMachine } from '../core/machine/review.ts';
import { generatedHost } from '../fixtures/generate.ts';
import { MemoryHostFiles } from '../fixtures/memory-host-files.ts';
import { readHost } from '../main/host/read-host.ts';
import { formatMs, sample } from './sample.ts';

const SIZES = [64, 256, 1024, 4096, 16_384] as const;
const BAR_WIDTH = 40;

type Row = { functions: number; scanMs: number; reviewMs: number };

export async function benchGrowth(): Promise<string[]> {
  const rows: Row[] = [];
  for (const functions of SIZES) rows.push(await measure(functions));
  return [
    'growth, without a disk: bars are the time for each function, so that equal bars are a straight line',
    ...plot('scan', rows, row => row.scanMs),
    ...plot('all checks', rows, row => row.reviewMs),
  ];
}

async function measure(functions: number): Promise<Row> {
  const files = new MemoryHostFiles(generatedHost(functions));
  const scan = () => readHost(files, { origin: { kind: 'live' }, now: () => new Date(0) });
  const host = await scan();
  const scanned = await sample(5, scan);
  const reviewed = await sample(9, () => reviewMachine(host, defaultMachineSpec));
  return { functions, scanMs: scanned.medianMs, reviewMs: reviewed.medianMs };
}

function plot(title: string, rows: readonly Row[], timeOf: (row: Row) => number): string[] {
  const each = rows.map(row => (1000 * timeOf(row)) / row.functions);
  const most = Math.max(...each);
  return rows.map((row, i) => {
    const microseconds = each[i] ?? 0;
    const bar = '#'.repeat(Math.max(1, Math.round((BAR_WIDTH * microseconds) / most)));
    const columns = [
      title.padEnd(10),
      String(row.functions).padStart(6),
      formatMs(timeOf(row)).padStart(8),
      `${microseconds.toFixed(1)} us each`.padStart(14),
    ];
    return `  ${columns.join('  ')}  ${bar}`;
  });
}
