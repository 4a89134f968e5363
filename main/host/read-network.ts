import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import type { Pace } from './pace.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

export async function readNetwork(
  _files: HostFiles,
  _pace: Pace,
  _unreadable: UnreadableFiles,
): Promise<HostSnapshot['network']> {
  return { interfaces: pending, defaultRoutes: pending, sshSessions: pending };
}
