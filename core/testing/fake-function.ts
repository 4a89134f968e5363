/** A function of which only what a test is about is known. */
import type { Unknown } from '../host/measured.ts';
import type { PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';

const gap: Unknown = { unknown: 'absent', source: 'a test', detail: '' };

export type FakeFacts = Partial<Omit<PciFunction, 'bdf' | 'bridgePath'>> & {
  bdf?: string;
  bridgePath?: readonly string[] | Unknown;
};

export function fakeFunction({ bdf = '0000:00:03.0', bridgePath = [], ...facts }: FakeFacts): PciFunction {
  return {
    vendorId: gap,
    deviceId: gap,
    subsystemVendorId: gap,
    subsystemDeviceId: gap,
    classCode: gap,
    revision: gap,
    vendorName: null,
    deviceName: null,
    driver: null,
    driverOverride: null,
    candidateModules: gap,
    vfioNode: null,
    iommuGroup: gap,
    bars: gap,
    optionRom: gap,
    romFileMode: gap,
    isBootVga: null,
    resetMethods: gap,
    numaNode: null,
    link: gap,
    powerState: gap,
    runtimeStatus: gap,
    mayRuntimeSuspend: gap,
    isD3coldAllowed: gap,
    sriov: gap,
    physicalFunction: gap,
    suppliers: gap,
    consumers: gap,
    config: gap,
    ...facts,
    bdf: bdf as Bdf,
    bridgePath: Array.isArray(bridgePath) ? (bridgePath as Bdf[]) : (bridgePath as Unknown),
  };
}
