/**
 * What the host loses when functions leave it, proved from the snapshot.
 *
 * A reason names the whole way from the function to what is lost, so that nobody has to believe it. Some losses belong
 * to one function (a mounted disk), others to a selection as a whole (the last keyboard, when both controllers go).
 */
import type { Unknown } from '../host/measured.ts';
import type { Holder } from '../host/schema/seat.ts';
import type { Bdf } from '../pci/bdf.ts';

/**
 * - `free`: nothing that could be found;
 * - `costs`: the host goes on without it;
 * - `refuses`: the host, the session or the way back to it would be lost.
 */
export type CostLevel = 'free' | 'costs' | 'refuses';

/** From what is lost down to the function: `/home`, `dm-2 (vg-home)`, `dm-0 (luks-1a2b)`, `nvme0n1p3`, `nvme0n1`. */
type Chain = { chain: string[] };

/** Something that lies on a disk: a file system, a member of a pool, a closed LUKS container. */
export type DiskContent = {
  device: string;
  /** As libblkid names it; null: a partition in which it knows nothing. */
  type: string | null;
  label: string | null;
};

export type CostReason = { bdf: Bdf; level: Exclude<CostLevel, 'free'> } & (
  | ({ kind: 'file-system'; point: string; type: string; device: string } & Chain)
  /**
   * An array goes on without this member, degraded. `raidLevel`: `raid1`, ..., `multipath`; null: whether it goes on
   * could not be measured (ZFS, RAID of LVM), and a gap says so. `points`: mounts and swap that rest on it.
   */
  | ({ kind: 'array-member'; array: string; raidLevel: string | null; points: string[] } & Chain)
  /** A member that carries no data of an array: a spare, one that failed, or one that is being rebuilt. */
  | ({ kind: 'idle-member'; array: string } & Chain)
  | ({ kind: 'swap'; path: string; usedBytes: number } & Chain)
  /** A disk that nothing of the host uses now, but that is not empty. */
  | { kind: 'unused-disk'; device: string; sizeBytes: number | null; contents: DiskContent[] }
  | ({ kind: 'default-route'; interface: string } & Chain)
  | ({ kind: 'ssh-session'; interface: string; isOurs: boolean } & Chain)
  | ({ kind: 'network-in-use'; interface: string } & Chain)
  | { kind: 'active-display'; card: string; connectors: string[] }
  /** The only function that can show a picture. */
  | { kind: 'last-display' }
  /** `left`: what stays and calls itself a keyboard, but belongs to a pointer, so that it may have no keys. */
  | { kind: 'last-keyboard'; devices: string[]; left?: string[] }
  | { kind: 'last-pointer'; devices: string[] }
  | { kind: 'input'; devices: string[] }
  | { kind: 'usb-devices'; devices: string[] }
  | { kind: 'sound'; card: string }
  | { kind: 'held'; holders: Holder[] }
);

export type HostCost = {
  /** The gravest of the reasons. */
  level: CostLevel;
  /** Gravest first. */
  reasons: CostReason[];
  /** What could not be read, and would have told more: `free` is only as far as was measured. */
  gaps: Unknown[];
};
