import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import type { Pace } from './pace.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** `functions` and `storage` tell which device file belongs to which function. */
export async function readHolders(
  _files: HostFiles,
  _known: Pick<HostSnapshot, 'functions' | 'storage' | 'seat'>,
  _pace: Pace,
  _unreadable: UnreadableFiles,
): Promise<HostSnapshot['holders']> {
  return { deviceFiles: pending, processes: pending, unreadableProcesses: pending };
}
