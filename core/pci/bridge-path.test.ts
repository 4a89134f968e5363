import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseBdf } from './bdf.ts';
import { parseBridgePath } from './bridge-path.ts';

function pathOf(link: string, address: string) {
  const bdf = parseBdf(address);
  if (!bdf) throw new Error(address);
  return parseBridgePath(link, bdf);
}

test.each([
  ['../../../devices/pci0000:00/0000:00:02.0', '0000:00:02.0', []],
  ['../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0', '0000:01:00.0', ['0000:00:01.0']],
  [
    '../../../devices/pci0000:00/0000:00:03.1/0000:07:00.0/0000:08:00.0/0000:09:00.0',
    '0000:09:00.0',
    ['0000:00:03.1', '0000:07:00.0', '0000:08:00.0'],
  ],
  // Behind Intel VMD: the controller 0000:00:0e.0 is no bridge.
  [
    '../../../devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e0:06.0/10000:e1:00.0',
    '10000:e1:00.0',
    ['10000:e0:06.0'],
  ],
  // Hyper-V.
  [
    '../../../devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/VMBUS:00/47505500/pci4750:00/4750:00:00.0',
    '4750:00:00.0',
    [],
  ],
])('%s', (link, bdf, bridges) => {
  expect(pathOf(link, bdf)).toEqual(bridges);
});

test.each([
  '',
  '../../../devices/pci0000:00/0000:00:03.0',
  '../../../devices/0000:00:02.0',
  '../../../devices/pci0000:00/usb1/0000:00:02.0',
])('%j is malformed for 0000:00:02.0', link => {
  expect(pathOf(link, '0000:00:02.0')).toHaveProperty('malformed');
});

test('answers to any text', () =>
  expectAnswerToAnyText(link => pathOf(link, '0000:01:00.0'), '../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0'));
