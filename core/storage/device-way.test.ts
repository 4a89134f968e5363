import { expect, test } from 'vitest';
import { diskOfPartition, functionsOnTheWay, nvmeSubsystemOf } from './device-way.ts';

const NVME = '../../devices/pci0000:00/0000:00:06.0/0000:02:00.0/nvme/nvme0/nvme0n1';

test.each<[string, string, string[]]>([
  ['NVMe behind a root port', NVME, ['0000:02:00.0']],
  ['a partition', `${NVME}/nvme0n1p2`, ['0000:02:00.0']],
  ['SATA', '../../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda', ['0000:00:17.0']],
  [
    'a USB stick counts for its controller',
    '../../devices/pci0000:00/0000:00:14.0/usb2/2-4/2-4:1.0/host6/target6:0:0/6:0:0:0/block/sdc',
    ['0000:00:14.0'],
  ],
  ['virtio', '../../devices/pci0000:00/0000:00:02.0/virtio1/block/vda', ['0000:00:02.0']],
  ['eMMC', '../../devices/pci0000:00/0000:00:1a.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0', ['0000:00:1a.0']],
  [
    'NVMe behind Intel VMD needs both',
    '../../devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e0:06.0/10000:e1:00.0/nvme/nvme0/nvme0n1',
    ['0000:00:0e.0', '10000:e1:00.0'],
  ],
  ['device mapper', '../../devices/virtual/block/dm-0', []],
  ['a platform device', '../../devices/platform/soc/fe310000.mmc/mmc_host/mmc1/mmc1:0001/block/mmcblk1', []],
  ['nothing', '', []],
])('%s', (_, link, functions) => expect(functionsOnTheWay(link)).toEqual(functions));

test('the disk of a partition', () => {
  expect(diskOfPartition(`${NVME}/nvme0n1p2`)).toBe('nvme0n1');
  expect(diskOfPartition('nvme0n1p2')).toBeNull();
});

test('the subsystem of a shared namespace', () => {
  expect(nvmeSubsystemOf('../../devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1/nvme1n1p1')).toBe('nvme-subsys1');
  expect(nvmeSubsystemOf(NVME)).toBeNull();
});
