/** How fast the bridge maps, against a C program that makes the same calls in the same machine. A number, not a limit. */
import { expect, test } from 'vitest';
import { compileC } from '../build/c-program.ts';
import type { MapInput, MapTimes } from '../guest/map.ts';
import { remapsInterrupts } from '../machines.ts';
import { note } from '../notes.ts';
import { spec } from '../spec.ts';

const SIZE_BYTES = 768 * 1024 ** 2;
const TIMES = 5;

spec(
  'throughput',
  { ci: ['6.12 intel'], on: machine => machine.kernel !== 'iommufd' && remapsInterrupts(machine) },
  lab => {
    test('the bridge maps what C maps', async context => {
      const program = compileC('e2e/lab/guest/map.c');
      if (program === null) {
        note('throughput against C: not measured, no C compiler (cc) is installed');
        context.skip('no C compiler (cc) is installed');
        return;
      }
      const { nic } = lab().devices;
      await lab().whileBound([nic], async () => {
        const group = await lab().groupOf(nic);
        const input: MapInput = { bdf: nic, iommuGroup: Number(group), sizeBytes: SIZE_BYTES, times: TIMES };
        const ours = (await lab().node('e2e/lab/guest/map.ts', input)) as MapTimes;
        const theirs = (await lab().json([program, group, String(SIZE_BYTES), String(TIMES)])) as MapTimes;
        expect([ours.length, theirs.length]).toEqual([TIMES, TIMES]);
        const ratio = median(theirs.map(({ map }) => map)) / median(ours.map(({ map }) => map));
        note(
          `mapping ${SIZE_BYTES / 1024 ** 2} MiB of small pages: the bridge ${rate(ours)} GiB/s, C ${rate(theirs)} GiB/s, ratio ${ratio.toFixed(2)} (medians of ${TIMES})`,
        );
      });
    });
  },
);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rate(times: MapTimes): string {
  return (SIZE_BYTES / 1024 ** 3 / median(times.map(({ map }) => map))).toFixed(1);
}
