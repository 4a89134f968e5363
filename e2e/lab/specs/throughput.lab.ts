/** How fast the bridge maps, against a C program that makes the same calls in the same machine. A number, not a limit. */
import { expect, test } from 'vitest';
import { compileC } from '../build/c-program.ts';
import type { MapInput, MapTimes } from '../guest/map.ts';
import { remapsInterrupts } from '../machines.ts';
import { note } from '../notes.ts';
import { spec } from '../spec.ts';

const MIB = 1024 ** 2;
const SIZE_BYTES = 512 * MIB;
const TIMES = 3;
const ROUNDS = 2;

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
      // The same pages for both: how they lie in memory decides how fast they can be pinned, and who comes second gets
      // the scattered ones.
      const memory = '/tmp/guest-memory';
      await lab().shell(`dd if=/dev/zero of=${memory} bs=1M count=${SIZE_BYTES / MIB} 2>/dev/null`);
      await lab().whileBound([nic], async () => {
        const group = await lab().groupOf(nic);
        const input: MapInput = { bdf: nic, iommuGroup: Number(group), memory, sizeBytes: SIZE_BYTES, times: TIMES };
        const ours: MapTimes = [];
        const theirs: MapTimes = [];
        // In turns, and the best of all: whatever else the host does, both have had a quiet moment.
        for (let round = 0; round < ROUNDS; round++) {
          ours.push(...((await lab().node('e2e/lab/guest/map.ts', input)) as MapTimes));
          const words = [program, group, memory, String(SIZE_BYTES), String(TIMES)];
          theirs.push(...((await lab().json(words)) as MapTimes));
        }
        await lab().shell(`rm ${memory}`);
        expect([ours.length, theirs.length]).toEqual([ROUNDS * TIMES, ROUNDS * TIMES]);
        const [bridge, c] = [rate(ours), rate(theirs)];
        const rates = `the bridge ${bridge.toFixed(2)} GiB/s, C ${c.toFixed(2)} GiB/s, ratio ${(bridge / c).toFixed(2)}`;
        note(`mapping ${SIZE_BYTES / MIB} MiB of guest memory: ${rates} (best of ${ROUNDS * TIMES})`);
      });
    });
  },
);

/** In GiB/s. */
function rate(times: MapTimes): number {
  return SIZE_BYTES / 1024 ** 3 / Math.min(...times.map(({ map }) => map));
}
