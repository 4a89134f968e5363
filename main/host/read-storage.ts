import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import type { Pace } from './pace.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

export async function readStorage(
  _files: HostFiles,
  _pace: Pace,
  _unreadable: UnreadableFiles,
): Promise<HostSnapshot['storage']> {
  return { blockDevices: pending, mounts: pending, btrfs: pending };
}
