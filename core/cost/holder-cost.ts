/**
 * Which programs have a device file of a function open: they lose it, or keep it from leaving.
 *
 * Two things must not be tried at all: to take a function that another virtual machine has, and to unbind NVIDIA's driver
 * while somebody holds the card: it waits for ever, and with it everything that asks the kernel about the card.
 * Source: Linux drivers/vfio/group.c (a group is opened once); NVIDIA open-gpu-kernel-modules, kernel-open/nvidia/nv-pci.c,
 * nv_pci_remove() ("with non-zero usage count").
 */
import { holdersByFunction, isVfioFile } from '../holders/held-functions.ts';
import { isKnown, knownOr, type Unknown } from '../host/measured.ts';
import type { Holder } from '../host/schema/seat.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { unreadableBelow } from './costs-by-key.ts';
import type { CostReason } from './host-cost.ts';

/** Programs that hold any of `leaving`, told once for each function that they hold. */
export function holderReasons(host: HostSnapshot, leaving: ReadonlySet<Bdf>): CostReason[] {
  const reasons = holderReasonsOfEach(host);
  return [...leaving].flatMap(bdf => reasons.get(bdf) ?? []);
}

/** The same for every function, in one pass over the host. A function that nobody holds is not in the map. */
export function holderReasonsOfEach(host: HostSnapshot): ReadonlyMap<Bdf, CostReason[]> {
  const held = holdersByFunction(host);
  if (held.size === 0) return new Map();
  const drivers = new Map(knownOr(host.functions, []).map(fn => [fn.bdf, knownOr(fn.driver, null)]));
  return new Map(
    [...held].map(([bdf, holders]) => [
      bdf,
      [{ bdf, level: mustNotLeave(holders, drivers.get(bdf)) ? 'refuses' : 'costs', kind: 'held', holders }],
    ]),
  );
}

const mustNotLeave = (holders: readonly Holder[], driver: string | null | undefined) =>
  driver === 'nvidia' || holders.some(holder => holder.paths.some(isVfioFile));

/** Whether every device file is listed, so that a function without one can be held by nobody. */
export function areDeviceFilesComplete(host: HostSnapshot): boolean {
  return isKnown(host.holders.deviceFiles) && unreadableBelow(host, DEVICE_PLACES).length === 0;
}

/** What could not be read and would have told more. */
export function holderGaps(host: HostSnapshot): Unknown[] {
  const { deviceFiles, processes, unreadableProcesses: closed } = host.holders;
  const gaps = unreadableBelow(host, PLACES);
  for (const fact of [deviceFiles, processes, closed]) if (!isKnown(fact)) gaps.push(fact);
  if (isKnown(closed) && closed > 0)
    gaps.push({ unknown: 'denied', source: '/proc', detail: `the open files of ${countProcesses(closed)}` });
  // Readers tell the same gap of several facts.
  return [...new Map(gaps.map(gap => [`${gap.source} ${gap.detail}`, gap])).values()];
}

const countProcesses = (n: number) => `${n} ${n === 1 ? 'process' : 'processes'} of other users`;

/** Where devices are listed that have files. Interfaces of the network have none. */
const DEVICE_PLACES = [
  '/sys/dev/char',
  ...[
    'accel',
    'block',
    'drm',
    'hidraw',
    'i2c-dev',
    'infiniband',
    'input',
    'nvme',
    'scsi_generic',
    'sound',
    'video4linux',
  ].map(name => `/sys/class/${name}`),
];

/** Where open files are looked for, and where it is told whose device files are. */
const PLACES = [
  ...Array.from({ length: 9 }, (_, digit) => `/proc/${digit + 1}`),
  '/proc/driver/nvidia/',
  '/sys/class/',
  '/sys/dev/char',
];
