import type { Kernel } from './kernel.ts';
import { Unavailable } from './unavailable.ts';
export async function buildIommufdKernel(): Promise<Kernel> {
  throw new Unavailable('not yet');
}
