/**
 * Block devices, what they are made of, and what is mounted from them.
 * Source: Linux Documentation/ABI/testing/sysfs-block; proc_pid_mountinfo(5).
 */
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { BlockDevice, HostStorage } from '../../core/host/schema/storage.ts';
import { parseMountinfo } from '../../core/storage/mountinfo.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import { NvmeWays } from './nvme-ways.ts';
import type { Pace } from './pace.ts';
import { BLOCK_DEVICES, readBlockDevice } from './read-block-device.ts';
import type { UnreadableFiles } from './unreadable.ts';

const MOUNTS = '/proc/self/mountinfo';
const ZFS_COUNTERS = '/proc/spl/kstat/zfs';
const FILE_SYSTEMS = '/sys/fs';
const BTRFS = '/sys/fs/btrfs';

export async function readStorage(files: HostFiles, pace: Pace, unreadable: UnreadableFiles): Promise<HostStorage> {
  return {
    blockDevices: await readBlockDevices(files, pace, unreadable),
    mounts: measure(MOUNTS, () => parseMountinfo(files.readText(MOUNTS))),
    btrfs: readBtrfs(files, unreadable),
    importedPools: readImportedPools(files),
  };
}

async function readBlockDevices(
  files: HostFiles,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<Measured<BlockDevice[]>> {
  const names = measure(BLOCK_DEVICES, () => files.list(BLOCK_DEVICES));
  if (!isKnown(names)) return names;
  const ways = new NvmeWays(files, unreadable);
  const devices: BlockDevice[] = [];
  for (const name of names) {
    const device = readBlockDevice(files, name, ways, unreadable);
    if (device !== null) devices.push(device);
    await pace.breathe();
  }
  return devices.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/**
 * The module keeps a folder of counters for each pool, beside counters of its own, which no pool on a disk is taken for.
 * Without the module there is none. Source: OpenZFS module/zfs/spa_stats.c spa_stats_init(), module/os/linux/spl/spl-kstat.c.
 */
function readImportedPools(files: HostFiles): HostStorage['importedPools'] {
  const names = measure(ZFS_COUNTERS, () => files.list(ZFS_COUNTERS));
  if (!isAbsent(names)) return isKnown(names) ? names.sort() : names;
  const proc = measure('/proc', () => files.list('/proc'));
  return isKnown(proc) ? [] : proc;
}

/** Without btrfs in the kernel there is no folder; that says "none" only where its parent can be seen. */
function readBtrfs(files: HostFiles, unreadable: UnreadableFiles): HostStorage['btrfs'] {
  const names = measure(BTRFS, () => files.list(BTRFS));
  if (isAbsent(names)) {
    const others = measure(FILE_SYSTEMS, () => files.list(FILE_SYSTEMS));
    return isKnown(others) ? [] : others;
  }
  if (!isKnown(names)) return names;
  // Beside the file systems, named by UUID, lie `features` and `debug`.
  return names
    .filter(name => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name))
    .sort()
    .flatMap(uuid => {
      const folder = `${BTRFS}/${uuid}/devices`;
      const devices = measure(folder, () => files.list(folder));
      if (isKnown(devices)) return [{ uuid, devices: devices.sort() }];
      unreadable.addUnknown(devices);
      return [];
    });
}
