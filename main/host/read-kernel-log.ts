import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { pending } from './pending.ts';

export async function readKernelLog(_files: HostFiles): Promise<HostSnapshot['kernelLog']> {
  return pending;
}
