/** DMA of a real device model through the emulated IOMMU: it arrives in what the bridge mapped, and stops when that is unmapped. */
import { expect, test } from 'vitest';
import type { EduAnswer, EduInput } from '../guest/edu.ts';
import { remapsInterrupts } from '../machines.ts';
import { note } from '../notes.ts';
import { spec } from '../spec.ts';

spec('dma', { ci: ['6.12 intel', '6.1 intel'], on: remapsInterrupts }, lab => {
  test('arrives, stops after the unmap, and finds what was written to read-only memory later', async () => {
    const { edu } = lab().devices;
    await lab().whileBound([edu], async () => {
      const input: EduInput = { bdf: edu, iommuGroup: Number(await lab().groupOf(edu)) };
      const faultsBefore = faults(await lab().dmesg());
      const answer = (await lab().node('e2e/lab/guest/edu.ts', input)) as EduAnswer;
      expect(answer).toMatchObject({ id: '10000ed', roundTrip: true, afterUnmap: 'untouched' });
      // The IOMMU noticed the copy to the address that was taken away. AMD's driver does not log it on every kernel.
      if (lab().machine.iommu.startsWith('intel')) expect(faults(await lab().dmesg())).toBeGreaterThan(faultsBefore);
      // Since Linux 6.2 a read-only pin gives the memory pages of its own; before, it got the shared zero page.
      expect(answer.readOnlyUntouched).toBe(lab().machine.kernel === '6.1' ? 'zeros' : 'written bytes');
      note(
        `Linux ${lab().about.release}: memory mapped read-only before it was written reads as ${answer.readOnlyUntouched} for the device`,
      );
    });
  });
});

function faults(log: string): number {
  return log.split('\n').filter(line => /DMAR:.*fault|IO_PAGE_FAULT/.test(line)).length;
}
