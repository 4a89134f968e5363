import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import type { Pace } from './pace.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

export async function readPlatform(
  _files: HostFiles,
  _known: Pick<HostSnapshot, 'kernel' | 'cpu'>,
  _pace: Pace,
  _unreadable: UnreadableFiles,
): Promise<HostSnapshot['platform']> {
  return {
    distribution: pending,
    board: pending,
    isUefi: pending,
    loaderInfo: pending,
    bootFiles: [],
    bootFilesUnmeasured: [],
    modules: pending,
    kernelConfig: pending,
    libvirtVersion: pending,
    hypervisor: pending,
    cgroupControllers: pending,
  };
}
