import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

export async function readSecurity(_files: HostFiles, _unreadable: UnreadableFiles): Promise<HostSnapshot['security']> {
  return {
    isSecureBootOn: pending,
    selinux: pending,
    apparmor: pending,
    apparmorProfiles: pending,
    ownLabel: pending,
    deviceCgroup: pending,
    udevRules: pending,
  };
}
