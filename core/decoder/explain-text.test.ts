import { expect, test } from 'vitest';
import { expectOfAnyText } from '../testing/spoiled-text.ts';
import { explainText } from './explain-text.ts';

const PASTED = `
$ sudo dmesg | tail
[    0.031875] DMAR-IR: Enabled IRQ remapping in x2apic mode
[   12.000000] usb 1-4: New USB device found
[  913.284417] vfio-pci 0000:c3:00.0: BAR 0: can't reserve [mem 0x7800000000-0x79ffffffff 64bit pref]
[  913.284902] vfio-pci 0000:c3:00.0: BAR 0: can't reserve [mem 0x7800000000-0x79ffffffff 64bit pref]
[  913.290000] vfio-pci 0000:c3:00.1: BAR 0: can't reserve [mem 0x80000000-0x80003fff]
qemu-system-x86_64: -device vfio-pci,host=0000:01:00.0: vfio 0000:01:00.0: group 1 is not viable
Please ensure all devices within the iommu_group are bound to their vfio bus driver.
`;

test('what is known is explained, gravest first, and the rest is counted', () => {
  const { explained, unknownLines, totalLines } = explainText(PASTED);
  expect(explained.map(({ id, count, lines, weight }) => [id, count, lines, weight])).toEqual([
    ['qemu/group-not-viable', 1, [8], 'trouble'],
    ['vfio/bar-reserved', 2, [5, 6], 'trouble'],
    ['vfio/bar-reserved', 1, [7], 'trouble'],
    ['iommu/interrupts-remapped', 1, [3], 'fine'],
  ]);
  expect(explained.map(({ stops }) => stops)).toEqual([true, false, false, false]);
  expect([unknownLines, totalLines]).toEqual([3, 8]);
  expect(explained[1]).toMatchObject({
    title: 'Something on the host sits on BAR 0 of 0000:c3:00.0',
    excerpt: "vfio-pci 0000:c3:00.0: BAR 0: can't reserve [mem 0x7800000000-0x79ffffffff 64bit pref]",
  });
  expect(explained.every(one => one.remedies.length > 0 || one.weight === 'fine')).toBe(true);
});

test('the reason of a refusal stands before the hint that QEMU prints after each', () => {
  const text = `qemu-system-x86_64: -device vfio-pci,host=01:00.0: vfio 0000:01:00.0: error getting device from group 14: Invalid argument
Verify all devices in group 14 are bound to vfio-<bus> or pci-stub and not already in use`;
  const [reason, hint] = explainText(text).explained;
  expect(reason).toMatchObject({ id: 'qemu/device-refused', stops: true });
  expect(reason?.cause).toMatch(/D3cold/);
  expect(hint).toMatchObject({ id: 'qemu/device-hint', stops: false });
  expect(hint?.cause).toMatch(/whenever the kernel refuses/);
});

test('nothing, and a text of one line, are texts too', () => {
  expect(explainText('')).toEqual({ explained: [], unknownLines: 0, totalLines: 0 });
  expect(explainText('vfio: Unable to power on device, stuck in D3\r').explained[0]?.id).toBe('qemu/stuck-in-d3');
});

test('a hundred thousand lines, and a line of a million characters, are bounded', () => {
  const storm = `[    1.000000] AMD-Vi: Completion-Wait loop timed out\n`.repeat(100_000);
  const { explained } = explainText(`${storm}${'x'.repeat(1_000_000)}; giving up\n`);
  expect(explained).toMatchObject([{ count: 100_000 }]);
  expect(explained[0]?.lines).toHaveLength(100);
});

test('any text has an answer', () => {
  expectOfAnyText(PASTED, text => explainText(text).totalLines >= 0);
});
