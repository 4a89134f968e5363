/**
 * What every mount and swap area rests on, down to the disks: partitions, device mapper (LVM, LUKS, multipath), md,
 * bcache, loop devices and the mount that holds their file, btrfs and ZFS with all their devices.
 *
 * How much may be lost below: nothing, unless an array can spare it. Of ZFS and of RAID made by LVM no file tells the
 * layout to an ordinary user: such a pool is taken to go on while one member is left, and what that leaves open is a gap.
 * Source: Linux Documentation/admin-guide/md.rst, drivers/md/dm-mpath.c; lvm2 lib/activate/dev_manager.c (UUID prefixes
 * `LVM-`, names of sub-volumes); cryptsetup `CRYPT-`, multipath-tools `mpath-`.
 */
import { isKnown, knownOr, type Unknown } from '../host/measured.ts';
import type { BlockDevice, HostStorage, Mount } from '../host/schema/storage.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { DeviceNames } from './device-names.ts';
import { endsElsewhere } from './ends-elsewhere.ts';
import type { LossNode } from './loss-graph.ts';
import { setRaidMembers } from './raid-members.ts';

export type DeviceNode = LossNode & { device: BlockDevice };

/** Something the host uses: what is lost, at the top of a chain. */
export type Use = LossNode & ({ kind: 'mount'; mount: Mount } | { kind: 'swap'; path: string; usedBytes: number });

/** An array or pool that goes on with fewer members. `raidLevel` null: whether it does is not known. */
export type ArrayNode = { node: LossNode; name: string; raidLevel: string | null };

export type StorageGraph = {
  devices: DeviceNode[];
  uses: Use[];
  arrays: ArrayNode[];
  /** For each node those that rest on it. */
  uppers: ReadonlyMap<LossNode, readonly LossNode[]>;
  /** What the kernel has put together of disks and keeps open, whether anything of it is mounted or not. */
  assembled: LossNode[];
  /** Open ends: facts that were not measured, devices that are named and not there. They may hang on any disk. */
  gaps: Unknown[];
  /** Devices in use that a network leads to: no file tells which function it goes over. */
  overNetwork: Unknown[];
};

/** What of a host tells how its disks are used. */
export type StorageFacts = Pick<HostSnapshot, 'storage'> & { memory: Pick<HostSnapshot['memory'], 'swaps'> };

/** `physicalOf`: the physical function of a virtual one, which takes it along. */
export function storageGraph(host: StorageFacts, physicalOf: (bdf: Bdf) => Bdf | null): StorageGraph {
  return new Builder(host, physicalOf).build();
}

const noSuchDevice = (name: string, asked: string): Unknown => ({
  unknown: 'absent',
  source: `/sys/class/block/${name}`,
  detail: `named by ${asked}`,
});

class Builder {
  readonly #storage: HostStorage;
  readonly #swaps: HostSnapshot['memory']['swaps'];
  readonly #physicalOf: (bdf: Bdf) => Bdf | null;
  readonly #devices = new DeviceNames<DeviceNode>();
  readonly #byPoint = new Map<string, Use>();
  readonly #pools = new Map<string, LossNode | null>();
  readonly #poolMembers = new Map<string, DeviceNode[]>();
  readonly #uses: Use[] = [];
  readonly #arrays: ArrayNode[] = [];
  readonly #gaps: Unknown[] = [];

  constructor(host: StorageFacts, physicalOf: (bdf: Bdf) => Bdf | null) {
    this.#storage = host.storage;
    this.#swaps = host.memory.swaps;
    this.#physicalOf = physicalOf;
  }

  build(): StorageGraph {
    const { blockDevices, mounts, btrfs, importedPools } = this.#storage;
    for (const fact of [blockDevices, mounts, btrfs, importedPools, this.#swaps])
      if (!isKnown(fact)) this.#gaps.push(fact);
    // Without devices everything else would be an open end too.
    if (!isKnown(blockDevices))
      return { devices: [], uses: [], arrays: [], uppers: new Map(), assembled: [], gaps: this.#gaps, overNetwork: [] };
    for (const device of blockDevices) this.#addDevice(device);
    for (const mount of knownOr(mounts, [])) this.#addMount(mount);
    for (const node of this.#devices.all()) this.#connect(node);
    for (const use of this.#uses) if (use.kind === 'mount') this.#connectMount(use, use.mount);
    for (const swap of knownOr(this.#swaps, [])) this.#addSwap(swap.path, swap.usedBytes, swap.kind === 'file');
    for (const name of knownOr(importedPools, [])) if (this.#poolMembers.has(name)) this.#poolNamed(name);
    const devices = this.#devices.all();
    const { unknown, overNetwork } = endsElsewhere(this.#uses);
    this.#gaps.push(...unknown);
    const pools = [...this.#pools.values()].filter(pool => pool !== null);
    return {
      devices,
      uses: this.#uses,
      arrays: this.#arrays,
      uppers: uppersOf([...devices, ...this.#uses]),
      assembled: [...devices.filter(node => node.device.partitionOf === null && node.lowers.length > 0), ...pools],
      gaps: this.#gaps,
      overNetwork,
    };
  }

  #addDevice(device: BlockDevice): void {
    const mapper = knownOr(device.mapper, null);
    const names = [device.name, mapper?.name ?? knownOr(device.backingFile, null)].filter(Boolean);
    const node: DeviceNode = {
      device,
      label: names.length > 1 ? `${names[0]} (${names[1]})` : device.name,
      // A partition hangs on its disk, and says no more than that.
      ways: device.partitionOf === null ? device.ways.map(way => this.#withPhysical(way)) : [],
      lowers: [],
      spare: 0,
    };
    this.#devices.add(node);
    const signature = knownOr(device.signature, null);
    if (signature?.type === 'zfs_member' && signature.label !== null) {
      const members = this.#poolMembers.get(signature.label);
      if (members) members.push(node);
      else this.#poolMembers.set(signature.label, [node]);
    }
  }

  #withPhysical(way: readonly Bdf[]): Bdf[] {
    return way.flatMap(bdf => {
      const physical = this.#physicalOf(bdf);
      return physical === null ? [bdf] : [physical, bdf];
    });
  }

  #connect(node: DeviceNode): void {
    const { device } = node;
    const mapper = device.mapper;
    for (const fact of [device.madeOf, mapper, device.backingFile]) if (!isKnown(fact)) this.#gaps.push(fact);
    const below = [...(device.partitionOf === null ? [] : [device.partitionOf]), ...knownOr(device.madeOf, [])];
    for (const name of below) {
      const lower = this.#devices.named(name);
      if (lower) node.lowers.push(lower);
      else this.#gaps.push(noSuchDevice(name, device.name));
    }
    const file = knownOr(device.backingFile, null);
    if (file !== null) this.#restOnFile(node, file);
    if (device.name.startsWith('zd') && below.length === 0) this.#restOnAnyPool(node);
    this.#setSpare(node);
  }

  #setSpare(node: DeviceNode): void {
    const { device, lowers } = node;
    if (device.raidLevel !== null) return this.#setRaid(node);
    if (lowers.length < 2) return;
    const { name, uuid } = knownOr(device.mapper, null) ?? { name: '', uuid: '' };
    if (uuid.startsWith('mpath-')) {
      node.spare = lowers.length - 1;
      this.#arrays.push({ node, name: name || device.name, raidLevel: 'multipath' });
    } else if (uuid.startsWith('LVM-') && lowers.some(isRaidPart)) {
      node.spare = lowers.length - 1;
      this.#arrays.push({ node, name, raidLevel: null });
    }
  }

  #setRaid(node: DeviceNode): void {
    const { level, unread } = setRaidMembers(node);
    this.#gaps.push(...unread);
    if (level !== null && node.lowers.length > 1) this.#arrays.push({ node, name: node.device.name, raidLevel: level });
  }

  #addMount(mount: Mount): void {
    const use: Use = { kind: 'mount', mount, label: mount.point, ways: [], lowers: [], spare: 0 };
    this.#uses.push(use);
    // What is mounted later hides what was there.
    this.#byPoint.set(mount.point, use);
  }

  #connectMount(use: Use, mount: Mount): void {
    const device = this.#devices.numbered(mount.number);
    if (device) use.lowers.push(device);
    else if (mount.type === 'btrfs') this.#restOnBtrfs(use, mount);
    else if (mount.type === 'zfs') this.#restOnPool(use, mount.source.split('/')[0] ?? '');
    else if (mount.type === 'bcachefs') this.#restOnAll(use, mount.source.split(':'), null);
    else if (!mount.number.startsWith('0:')) this.#gaps.push(cannotTell(mount));
    else if (mount.point === '/') this.#gaps.push(cannotTell(mount));
  }

  #restOnBtrfs(use: Use, mount: Mount): void {
    const own = this.#devices.at(mount.source);
    const all = knownOr(this.#storage.btrfs, []);
    // The source is whichever device was named first; the kernel's own list has all.
    const fileSystem = own
      ? all.find(one => one.devices.includes(own.device.name))
      : all.length === 1
        ? all[0]
        : undefined;
    if (fileSystem === undefined) {
      if (own) use.lowers.push(own);
      else this.#gaps.push(cannotTell(mount));
      return;
    }
    for (const name of fileSystem.devices) {
      const member = this.#devices.named(name);
      if (member) use.lowers.push(member);
      else this.#gaps.push(noSuchDevice(name, `the btrfs ${fileSystem.uuid}`));
    }
  }

  #restOnAll(use: Use, sources: readonly string[], raidLevel: null): void {
    for (const source of sources) {
      const member = this.#devices.at(source);
      if (member) use.lowers.push(member);
      else this.#gaps.push({ unknown: 'absent', source, detail: `named by ${use.label}` });
    }
    if (use.lowers.length < 2) return;
    use.spare = use.lowers.length - 1;
    this.#arrays.push({ node: use, name: use.label, raidLevel });
  }

  #restOnPool(node: LossNode, name: string): void {
    const pool = this.#poolNamed(name);
    if (pool) node.lowers.push(pool);
  }

  #poolNamed(name: string): LossNode | null {
    let pool = this.#pools.get(name);
    if (pool === undefined) this.#pools.set(name, (pool = this.#makePool(name)));
    return pool;
  }

  #makePool(name: string): LossNode | null {
    const members = this.#poolMembers.get(name) ?? [];
    if (members.length === 0) {
      this.#gaps.push({ unknown: 'absent', source: '/run/udev/data', detail: `no member of the ZFS pool ${name}` });
      return null;
    }
    // A pool on a whole disk shows on the disk and on its first partition.
    const disks = new Set(members.map(member => member.device.partitionOf));
    const lowers = members.filter(member => !disks.has(member.device.name));
    const pool: LossNode = { label: `${name} (ZFS pool)`, ways: [], lowers, spare: lowers.length - 1 };
    if (lowers.length > 1) this.#arrays.push({ node: pool, name, raidLevel: null });
    return pool;
  }

  /** Nothing tells which pool a ZFS volume is of, unless there is only one. */
  #restOnAnyPool(node: DeviceNode): void {
    const [only, ...more] = this.#poolMembers.keys();
    if (only !== undefined && more.length === 0) this.#restOnPool(node, only);
    else
      this.#gaps.push({
        unknown: 'absent',
        source: `/sys/class/block/${node.device.name}`,
        detail: 'pool of a ZFS volume',
      });
  }

  #restOnFile(node: LossNode, path: string): void {
    const mount = this.#mountOf(path);
    if (mount) node.lowers.push(mount);
  }

  #mountOf(path: string): Use | undefined {
    for (let end = path.length; end >= 0; end = path.lastIndexOf('/', end - 1)) {
      const mount = this.#byPoint.get(path.slice(0, end) || '/');
      if (mount || end === 0) return mount;
    }
    return undefined;
  }

  #addSwap(path: string, usedBytes: number, isFile: boolean): void {
    const use: Use = { kind: 'swap', path, usedBytes, label: `swap ${path}`, ways: [], lowers: [], spare: 0 };
    this.#uses.push(use);
    if (isFile) return this.#restOnFile(use, path);
    const device = this.#devices.at(path);
    if (device) use.lowers.push(device);
    else this.#gaps.push({ unknown: 'absent', source: path, detail: 'a swap area on no device that was found' });
  }
}

/** `vg-lv_rimage_0` and `vg-lv_mimage_0`: parts of a volume that LVM keeps more than once, or in stripes with parity. */
function isRaidPart(lower: LossNode): boolean {
  return /_(rimage|mimage)_\d+(\)|$)/.test(lower.label);
}

function cannotTell(mount: Mount): Unknown {
  return {
    unknown: 'absent',
    source: '/proc/self/mountinfo',
    detail: `what ${mount.point} (${mount.type}) rests on`,
  };
}

/** Pools are found below the mounts that rest on them. */
function uppersOf(nodes: readonly LossNode[]): Map<LossNode, LossNode[]> {
  const uppers = new Map<LossNode, LossNode[]>();
  const all = new Set(nodes);
  // A set yields what is added while it is walked.
  for (const upper of all) {
    for (const lower of upper.lowers) {
      all.add(lower);
      const known = uppers.get(lower);
      if (known) known.push(upper);
      else uppers.set(lower, [upper]);
    }
  }
  return uppers;
}
