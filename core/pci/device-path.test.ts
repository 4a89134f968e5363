import { expect, test } from 'vitest';
import { functionOfDevicePath } from './device-path.ts';

test.each([
  ['../../devices/pci0000:00/0000:00:01.0/0000:01:00.0/drm/card1', '0000:01:00.0'],
  ['/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/0003:046D:C52B.0001/input/input7', '0000:00:14.0'],
  ['../../devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e0:06.0/10000:e1:00.0/nvme/nvme0', '10000:e1:00.0'],
  ['../../devices/virtual/net/br0', null],
  ['../../devices/platform/i8042/serio0/input/input3', null],
  ['', null],
])('%s hangs on %s', (path, bdf) => {
  expect(functionOfDevicePath(path)).toBe(bdf);
});
