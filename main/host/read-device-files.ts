/**
 * Which device file belongs to which functions. No device is opened: sysfs says it.
 * Source: the `devnode` callbacks of Linux drivers/gpu/drm/drm_sysfs.c, drivers/accel/drm_accel.c, sound/sound_core.c,
 * drivers/input/input.c, drivers/infiniband/core; Documentation/admin-guide/devices.txt.
 */
import { functionsBelow } from '../../core/cost/functions-below.ts';
import { storageGraph } from '../../core/cost/storage-graph.ts';
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, knownOr, type Measured } from '../../core/host/measured.ts';
import type { DeviceFile } from '../../core/host/schema/seat.ts';
import type { HostSnapshot, PciFunction } from '../../core/host/snapshot.ts';
import { type Bdf, compareBdf } from '../../core/pci/bdf.ts';
import { isVfioDriver } from '../../core/vfio/driver-role.ts';
import { listCharacterDevices } from './character-devices.ts';
import { listClass } from './class-devices.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** Classes whose devices have a file of the same name, so that it need not be asked for. */
const CLASSES: readonly { name: string; fits: RegExp; folder: string }[] = [
  { name: 'drm', fits: /^(card|renderD)\d+$/, folder: '/dev/dri' },
  { name: 'accel', fits: /^accel\d+$/, folder: '/dev/accel' },
  { name: 'sound', fits: /^(control|pcm|hw|midi|compr)C\d+/, folder: '/dev/snd' },
  { name: 'input', fits: /^(event|js|mouse)\d+$/, folder: '/dev/input' },
  { name: 'hidraw', fits: /^hidraw\d+$/, folder: '/dev' },
  { name: 'video4linux', fits: /^(video|vbi|radio)\d+$/, folder: '/dev' },
  { name: 'nvme', fits: /^nvme\d+$/, folder: '/dev' },
  { name: 'nvme-generic', fits: /^ng\d+n\d+$/, folder: '/dev' },
  { name: 'scsi_generic', fits: /^sg\d+$/, folder: '/dev' },
  { name: 'infiniband_verbs', fits: /^uverbs\d+$/, folder: '/dev/infiniband' },
  { name: 'infiniband_mad', fits: /^(umad|issm)\d+$/, folder: '/dev/infiniband' },
  // An adapter cannot go while one of these is open: i2c_del_adapter() waits for it.
  { name: 'i2c-dev', fits: /^i2c-\d+$/, folder: '/dev' },
];

const SYSFS = '/sys/class';
const NVIDIA_GPUS = '/proc/driver/nvidia/gpus';
const NVIDIA_SHARED = ['nvidiactl', 'nvidia-modeset', 'nvidia-uvm', 'nvidia-uvm-tools'];
const DEV = '/dev';
const VFIO = '/dev/vfio';

export async function readDeviceFiles(
  files: HostFiles,
  { functions, storage, seat }: Pick<HostSnapshot, 'functions' | 'storage' | 'seat'>,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<Measured<DeviceFile[]>> {
  if (!isKnown(functions)) return functions;
  const classes = measure(SYSFS, () => files.list(SYSFS));
  if (!isKnown(classes)) return classes;
  const owners = new Map<string, Set<Bdf>>();
  const add = (path: string, bdfs: Iterable<Bdf>) => {
    const known = owners.get(path) ?? new Set();
    for (const bdf of bdfs) known.add(bdf);
    if (known.size > 0) owners.set(path, known);
  };
  for (const { name, fits, folder } of CLASSES) {
    const devices = listClass(files, `${SYSFS}/${name}`, fits, unreadable);
    if (!isKnown(devices)) unreadable.addUnknown(devices);
    for (const device of knownOr(devices, [])) {
      if (device.function !== null) add(`${folder}/${device.name}`, [device.function]);
    }
    await pace.breathe();
  }
  addBlockDevices(storage, add);
  const isListed = (name: string, bdf: Bdf) =>
    CLASSES.some(({ fits, folder }) => fits.test(name) && owners.get(`${folder}/${name}`)?.has(bdf) === true);
  for (const device of await listCharacterDevices(files, isListed, pace, unreadable)) {
    add(device.path, [device.function]);
  }
  for (const { path, bdf } of usbFiles(files, seat, unreadable)) add(path, [bdf]);
  addNvidia(files, functions, add, unreadable);
  add('/dev/kfd', drivenBy(functions, 'amdgpu'));
  addVfio(files, functions, add, unreadable);
  return [...owners].map(([path, bdfs]) => ({ path, functions: [...bdfs].sort(compareBdf) }));
}

type Add = (path: string, functions: Iterable<Bdf>) => void;

const drivenBy = (functions: readonly PciFunction[], driver: string) =>
  functions.filter(fn => knownOr(fn.driver, null) === driver).map(fn => fn.bdf);

/**
 * A volume that a machine or a daemon has open is in use with all the disks below it. Nothing tells which of several ZFS
 * pools a volume is of: then it is taken to be of all.
 */
function addBlockDevices(storage: HostSnapshot['storage'], add: Add): void {
  const { devices } = storageGraph({ storage, memory: { swaps: [] } }, () => null);
  const below = functionsBelow(devices);
  const inPools = devices.filter(({ device }) => knownOr(device.signature, null)?.type === 'zfs_member');
  const ofPools = new Set(inPools.flatMap(node => below.get(node) ?? []));
  for (const node of devices) {
    const { name, functions } = node.device;
    const found = below.get(node) ?? [];
    const owners = found.length === 0 && name.startsWith('zd') ? ofPools : found;
    // A slash in a name is written as an exclamation mark in sysfs.
    add(`/dev/${name.replaceAll('!', '/')}`, [...functions, ...owners]);
  }
}

/**
 * /dev/nvidia0 and its like are counted by the driver, which tells the number of a function only in a file whose reading
 * wakes the card. So a sleeping card is not asked: the nodes that no other card has are its own.
 * Source: NVIDIA open-gpu-kernel-modules, kernel-open/nvidia/nv-procfs.c, nv_procfs_read_gpu_info().
 */
function addNvidia(files: HostFiles, functions: readonly PciFunction[], add: Add, unreadable: UnreadableFiles): void {
  const driven = functions.filter(fn => knownOr(fn.driver, null) === 'nvidia');
  if (driven.length === 0) return;
  const nodes = measure(DEV, () => files.list(DEV).filter(name => /^nvidia\d+$/.test(name)));
  if (!isKnown(nodes)) unreadable.addUnknown(nodes);
  for (const name of NVIDIA_SHARED) {
    add(
      `/dev/${name}`,
      driven.map(fn => fn.bdf),
    );
  }
  const minors = new Map<string, Bdf>();
  const unasked: Bdf[] = [];
  for (const fn of driven) {
    const minor =
      driven.length > 1 && knownOr(fn.powerState, null) === 'D0' ? readNvidiaMinor(files, fn.bdf, unreadable) : null;
    if (minor === null) unasked.push(fn.bdf);
    else minors.set(`nvidia${minor}`, fn.bdf);
  }
  for (const node of knownOr(nodes, [])) {
    const owner = minors.get(node);
    add(`/dev/${node}`, owner ? [owner] : unasked);
  }
}

function readNvidiaMinor(files: HostFiles, bdf: Bdf, unreadable: UnreadableFiles): number | null {
  const source = `${NVIDIA_GPUS}/${bdf}/information`;
  const minor = measure(source, () => {
    const text = files.readText(source);
    const digits = /^Device Minor:\s+(\d{1,3})\s*$/m.exec(text)?.[1];
    return digits === undefined ? malformed(text) : Number(digits);
  });
  if (isKnown(minor)) return minor;
  unreadable.addUnknown(minor);
  return null;
}

/**
 * A group's node stands for all its members, whether VFIO drives them or not. Without the folder nothing is bound to VFIO.
 */
function addVfio(files: HostFiles, functions: readonly PciFunction[], add: Add, unreadable: UnreadableFiles): void {
  const nodes = measure(VFIO, () => files.list(VFIO).filter(name => /^(noiommu-)?\d+$/.test(name)));
  if (!isKnown(nodes) && !isAbsent(nodes)) unreadable.addUnknown(nodes);
  const members = Map.groupBy(functions, fn => knownOr(fn.iommuGroup, null));
  for (const node of knownOr(nodes, [])) {
    const group = members.get(Number(node.replace('noiommu-', ''))) ?? [];
    add(
      `${VFIO}/${node}`,
      group.map(fn => fn.bdf),
    );
  }
  for (const fn of functions) {
    const node = isVfioDriver(knownOr(fn.driver, null) ?? '') ? knownOr(fn.vfioNode, null) : null;
    if (node !== null) add(node, [fn.bdf]);
  }
}

/** /dev/bus/usb/BBB/DDD: the bus is in the port's name, the number on it changes with every plugging. */
function usbFiles(
  files: HostFiles,
  seat: HostSnapshot['seat'],
  unreadable: UnreadableFiles,
): { path: string; bdf: Bdf }[] {
  return knownOr(seat.usbDevices, []).flatMap(({ port, controller }) => {
    if (controller === null) return [];
    const source = `/sys/bus/usb/devices/${port}/devnum`;
    const number = measure(source, () => {
      const text = files.readText(source).trim();
      return /^\d{1,3}$/.test(text) ? text : malformed(text);
    });
    if (!isKnown(number)) {
      unreadable.addUnknown(number);
      return [];
    }
    const bus = port.slice(0, port.indexOf('-'));
    return [{ path: `/dev/bus/usb/${bus.padStart(3, '0')}/${number.padStart(3, '0')}`, bdf: controller }];
  });
}
