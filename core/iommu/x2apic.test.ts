import { expect, test } from 'vitest';
import { x2apicState } from './x2apic.ts';

const log = (...lines: string[]) => ({
  source: 'dmesg',
  totalLines: 900,
  isTruncated: false,
  repeats: [],
  lines: lines.map(text => ({ seconds: 0.1, text })),
});

test.each([
  ['DMAR-IR: Enabled IRQ remapping in x2apic mode', 'on'],
  ['DMAR-IR: Enabled IRQ remapping in xapic mode', 'off'],
  ['AMD-Vi: X2APIC enabled', 'on'],
  ["x2apic: IRQ remapping doesn't support X2APIC mode", 'off'],
])('%s: %s', (line, state) => {
  expect(x2apicState(log('AMD-Vi: Interrupt remapping enabled', line))).toBe(state);
});

test('a log without such a line, and no log, leave it open', () => {
  expect(x2apicState(log('AMD-Vi: Interrupt remapping enabled'))).toMatchObject({ unknown: 'absent', source: 'dmesg' });
  const gap = { unknown: 'denied', source: 'dmesg', detail: 'EPERM' } as const;
  expect(x2apicState(gap)).toBe(gap);
});
