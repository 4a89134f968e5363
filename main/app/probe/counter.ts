/** What the kernel has counted for the session's process: VmLck for the container, VmPin for iommufd. */
import type { DmaInterface } from '../../../core/probe/region-case.ts';
import type { ProbeSession } from './session.ts';

export const counterOf = (by: DmaInterface) => (by === 'iommufd' ? 'VmPin' : 'VmLck');

export async function readCounter(session: ProbeSession, by: DmaInterface): Promise<number> {
  const { lockedBytes, pinnedBytes } = await session.call('accounting.read', {});
  return by === 'iommufd' ? pinnedBytes : lockedBytes;
}
