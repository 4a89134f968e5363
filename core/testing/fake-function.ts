/** A function of which only what a test is about is known. */
import type { Unknown } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import { unmeasuredFunction } from '../host/unmeasured-host.ts';
import type { Bdf } from '../pci/bdf.ts';

const gap: Unknown = { unknown: 'absent', source: 'a test', detail: '' };

export type FakeFacts = Partial<Omit<PciFunction, 'bdf' | 'bridgePath'>> & {
  bdf?: string;
  bridgePath?: readonly string[] | Unknown;
};

export function fakeFunction({ bdf = '0000:00:03.0', bridgePath = [], ...facts }: FakeFacts): PciFunction {
  return {
    ...unmeasuredFunction(gap, bdf as Bdf),
    driver: null,
    driverOverride: null,
    vfioNode: null,
    isBootVga: null,
    numaNode: null,
    ...facts,
    bridgePath: Array.isArray(bridgePath) ? (bridgePath as Bdf[]) : (bridgePath as Unknown),
  };
}
