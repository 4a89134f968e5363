/**
 * Block devices, what they are made of, and what is mounted from them.
 * Source: Linux Documentation/ABI/testing/sysfs-block; proc_pid_mountinfo(5); systemd udev's database (/run/udev/data).
 */
import { z } from 'zod';
import { bdf } from '../../pci/bdf.ts';
import { measured } from '../measured.ts';
import { count } from './scalars.ts';

/** What libblkid found on the device, as udev recorded it. */
export const blockSignature = z.object({
  /** `ext4`, `crypto_LUKS`, `LVM2_member`, `linux_raid_member`, `zfs_member`, `btrfs`, `bcache`, `swap`, ... */
  type: z.string(),
  label: z.string().nullable(),
  uuid: z.string().nullable(),
});
export type BlockSignature = z.infer<typeof blockSignature>;

/**
 * `in-sync`: carries data; `journal`: keeps what is not written to the others yet; `idle`: a spare, one that is being
 * rebuilt, or a faulty one that nobody has removed. Source: Linux drivers/md/md.c state_show().
 */
export const raidMember = z.object({ name: z.string(), state: z.enum(['in-sync', 'journal', 'idle']) });
export type RaidMember = z.infer<typeof raidMember>;

export const blockDevice = z.object({
  /** Name below /sys/class/block: `nvme0n1p2`, `dm-0`, `md127`, `bcache0`, `loop3`. */
  name: z.string(),
  /** `major:minor`, as mountinfo has it. */
  number: z.string().regex(/^\d+:\d+$/),
  sizeBytes: measured(count),
  /** The whole disk that this is a partition of; null: it is no partition. */
  partitionOf: z.string().nullable(),
  /** Devices that this one is made of (`slaves/`): LVM, LUKS, md, bcache, multipath. */
  madeOf: measured(z.array(z.string())),
  /** PCI functions that it hangs on: the controllers that its path goes through. Empty: a virtual device, or none is PCI. */
  functions: z.array(bdf),
  /**
   * The ways to it, each with the functions whose loss cuts it: the device is lost when every way is cut. One for most,
   * several for NVMe with more than one controller; none: a virtual device.
   */
  ways: z.array(z.array(bdf)),
  /** Name and UUID of a device-mapper device (`CRYPT-LUKS2-...`, `LVM-...`); null: it is none. */
  mapper: measured(z.object({ name: z.string(), uuid: z.string() }).nullable()),
  /** `raid1`, `linear`, ...; `inactive`: an array that is not started, or a container; null: no md array. */
  raidLevel: measured(z.string().nullable()),
  /** Members that an md array lacks already; null: no md array, or one whose level has no redundancy. */
  raidMissing: measured(count.nullable()),
  /** Members that an md array is made for (`md/raid_disks`); 0: a container; null: no md array. */
  raidDisks: measured(count.nullable()),
  /** Everything that is bound to an md array, good or not; null: no md array. */
  raidMembers: measured(z.array(raidMember).nullable()),
  /** File behind a loop device; null: it is none. */
  backingFile: measured(z.string().nullable()),
  /** null: udev found nothing on it. */
  signature: measured(blockSignature.nullable()),
});
export type BlockDevice = z.infer<typeof blockDevice>;

export const mount = z.object({
  point: z.string(),
  type: z.string(),
  /** `/dev/mapper/fedora-root`, `tank/home`, `server:/export`. */
  source: z.string(),
  /** `major:minor`; of btrfs and ZFS an anonymous number that is no block device's. */
  number: z.string(),
});
export type Mount = z.infer<typeof mount>;

export const hostStorage = z.object({
  blockDevices: measured(z.array(blockDevice)),
  /** Mounts that rest on a block device, ZFS or a network; kernel file systems (proc, tmpfs, ...) are left out. */
  mounts: measured(z.array(mount)),
  /** Each mounted btrfs with all its devices, by name below /sys/class/block. */
  btrfs: measured(z.array(z.object({ uuid: z.string(), devices: z.array(z.string()) }))),
  /** ZFS pools that are imported, mounted or not, as far as the module keeps counters by their names. */
  importedPools: measured(z.array(z.string())),
});
export type HostStorage = z.infer<typeof hostStorage>;
