/** Hosts that have only what a test of disks or network is about. For tests only. */

import type { NetworkInterface } from '../host/schema/network.ts';
import type { BlockDevice, HostStorage, Mount } from '../host/schema/storage.ts';
import type { Bdf } from '../pci/bdf.ts';

let minor = 0;

/** A block device of its own number, virtual unless `ways` are given. */
export function block(name: string, more: Partial<BlockDevice> = {}): BlockDevice {
  const ways = more.ways ?? [];
  return {
    name,
    number: `250:${minor++}`,
    sizeBytes: 2 ** 30,
    partitionOf: null,
    madeOf: [],
    functions: [...new Set(ways.flat())],
    ways,
    mapper: null,
    raidLevel: null,
    raidMissing: null,
    raidDisks: null,
    raidMembers: null,
    backingFile: null,
    signature: null,
    ...more,
  };
}

export const disk = (name: string, ...functions: Bdf[]): BlockDevice => block(name, { ways: [functions] });

export const partition = (name: string, partitionOf: string, more: Partial<BlockDevice> = {}): BlockDevice =>
  block(name, { partitionOf, ...more });

export const mapped = (name: string, mapper: string, uuid: string, madeOf: string[]): BlockDevice =>
  block(name, { mapper: { name: mapper, uuid }, madeOf });

export const holding = (type: string, label: string | null = null): Partial<BlockDevice> => ({
  signature: { type, label, uuid: null },
});

/** `what` is a device of `devices`, or a source with an anonymous number. */
export function mountOf(devices: readonly BlockDevice[], what: string, point: string, type = 'ext4'): Mount {
  const device = devices.find(one => one.name === what);
  return { point, type, source: device ? `/dev/${what}` : what, number: device?.number ?? '0:99' };
}

export const storageOf = (
  blockDevices: BlockDevice[],
  mounts: Mount[],
  btrfs: HostStorage['btrfs'] = [],
): HostStorage => ({
  blockDevices,
  mounts,
  btrfs,
  importedPools: [],
});

export const netInterface = (name: string, more: Partial<NetworkInterface> = {}): NetworkInterface => ({
  name,
  function: null,
  kind: 'other',
  isVirtual: (more.function ?? null) === null,
  lowers: [],
  state: 'up',
  ...more,
});
