import { expect, test } from 'vitest';
import { explainRemedy } from '../../findings/explain-remedy.ts';
import { messageById } from '../table.ts';

test('only the older framebuffers give the memory of the screen back when they are unbound', () => {
  const remedies = messageById('vfio/bar-reserved')?.remedies({ device: '0000:01:00.0', bar: '1', range: 'mem' }) ?? [];
  const told = remedies.map(remedy => explainRemedy(remedy, null));
  const unbinding = told.flatMap(({ copy }) => (copy?.includes('/unbind') ? [copy] : []));
  expect(unbinding).toEqual(['echo efi-framebuffer.0 > /sys/bus/platform/drivers/efi-framebuffer/unbind']);
  expect(told.some(({ text }) => /BOOTFB.*own driver of the card/.test(text))).toBe(true);
});
