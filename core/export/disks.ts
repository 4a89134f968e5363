/** Disks and CD drives: one block node with its file, one device in front of it. Source: QEMU qapi/block-core.json. */
import type { Disk } from '../machine/machine-spec.ts';
import { option, type QemuOption } from './qemu-option.ts';
import type { RootPorts } from './root-ports.ts';

/** The q35 chipset has six SATA ports, `ide.0` to `ide.5`; further drives need controllers of their own. */
const CHIPSET_SATA_PORTS = 6;
/** Devices of the root bus for further SATA controllers; a fixed place, or QEMU takes one that another device asks for. */
const FIRST_SATA_DEVICE = 0x4;

/** Ordinary files lie below /dev in two places: shared memory and huge pages. */
function isDevice(path: string): boolean {
  return path.startsWith('/dev/') && !/^\/dev\/(shm|hugepages)\//.test(path);
}

export function planDisks(disks: readonly Disk[], ports: RootPorts): QemuOption[] {
  let sataDrives = 0;
  return disks.flatMap((disk, n) => {
    const id = `disk${n}`;
    const isCd = disk.kind === 'cdrom';
    const node = option(
      '-blockdev',
      null,
      {
        driver: disk.format,
        'node-name': id,
        'read-only': isCd ? 'on' : null,
        discard: isCd ? null : 'unmap',
        'file.driver': isDevice(disk.path) ? 'host_device' : 'file',
        'file.filename': disk.path,
      },
      isCd ? `Disc in drive ${n}.` : `Disk ${n}; space that the guest frees is given back.`,
    );
    const bootindex = n + 1;
    // There is no virtio or NVMe CD drive: a disc always sits in a SATA one.
    if (isCd || disk.bus === 'sata') {
      const port = sataDrives++;
      const controller = Math.floor(port / CHIPSET_SATA_PORTS);
      const bus = `${controller === 0 ? 'ide' : `sata${controller}`}.${port % CHIPSET_SATA_PORTS}`;
      return [
        ...(controller > 0 && port % CHIPSET_SATA_PORTS === 0
          ? [
              option(
                '-device',
                'ich9-ahci',
                {
                  id: `sata${controller}`,
                  bus: 'pcie.0',
                  addr: `0x${(FIRST_SATA_DEVICE + controller - 1).toString(16)}`,
                },
                'The chipset has six SATA ports; this adds six.',
              ),
            ]
          : []),
        node,
        option(
          '-device',
          isCd ? 'ide-cd' : 'ide-hd',
          { drive: id, bus, bootindex },
          isCd ? 'CD drive on SATA.' : 'SATA disk: every system has a driver for it.',
        ),
      ];
    }
    const bus = ports.add(`disk ${n}`);
    return [
      node,
      disk.bus === 'nvme'
        ? option('-device', 'nvme', { drive: id, serial: id, bus, bootindex }, 'NVMe disk.')
        : option(
            '-device',
            'virtio-blk-pci',
            { drive: id, bus, bootindex },
            'virtio disk: fastest; Windows needs its driver from the virtio-win disc.',
          ),
    ];
  });
}
