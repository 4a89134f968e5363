/**
 * A host of which nothing is known yet: the ground under snapshots that hold only a part of it (a posted text, a
 * snapshot of an older schema). TypeScript keeps it whole: a new fact of the schema must be named here.
 */
import type { Bdf } from '../pci/bdf.ts';
import type { Unknown } from './measured.ts';
import type { HugepageTotals } from './schema/memory.ts';
import {
  type DeviceNode,
  type HostSnapshot,
  type HugepagePool,
  type IommuGroup,
  type IommuUnit,
  type MemoryNode,
  type PciFunction,
  SNAPSHOT_VERSION,
  type SnapshotOrigin,
} from './snapshot.ts';

/** @param gap why nothing is known. Lists that are no measured facts are empty. */
export function unmeasuredHost(
  gap: Unknown,
  { origin, takenAt }: { origin: SnapshotOrigin; takenAt: string },
): HostSnapshot {
  return {
    format: 'bindery-host',
    version: SNAPSHOT_VERSION,
    origin,
    takenAt,
    hostName: gap,
    kernel: { release: gap, commandLine: gap, lockdown: gap },
    cpu: { vendor: gap, model: gap, flags: gap, physicalAddressBits: gap, logicalCpus: gap },
    iommu: {
      firmwareTables: gap,
      tableBytes: [],
      units: gap,
      groups: gap,
      interruptRemapping: gap,
      thunderbolt: gap,
    },
    functions: gap,
    storage: { blockDevices: gap, mounts: gap, btrfs: gap, importedPools: gap },
    network: { interfaces: gap, defaultRoutes: gap, sshSessions: gap },
    seat: {
      drmCards: gap,
      framebuffers: gap,
      consoles: gap,
      inputs: gap,
      soundCards: gap,
      usbDevices: gap,
      barClaims: gap,
    },
    holders: { deviceFiles: gap, processes: gap, unreadableProcesses: gap },
    memory: {
      totalBytes: gap,
      availableBytes: gap,
      pageSizeBytes: gap,
      nodes: gap,
      hugepages: gap,
      transparentHugepages: gap,
      isKsmRunning: gap,
      swaps: gap,
      isZswapOn: gap,
      cgroupLimits: gap,
    },
    user: {
      uid: gap,
      name: gap,
      home: gap,
      groups: gap,
      accountGroups: gap,
      canLockUnlimited: gap,
      memlock: gap,
      launchers: gap,
      memlockSettings: gap,
      pamServices: gap,
      memlockGaps: [],
    },
    deviceNodes: gap,
    missingNodes: [],
    security: {
      isSecureBootOn: gap,
      selinux: gap,
      apparmor: gap,
      apparmorProfiles: gap,
      ownLabel: gap,
      deviceCgroup: gap,
      udevRules: gap,
    },
    platform: {
      distribution: gap,
      board: gap,
      isUefi: gap,
      loaderInfo: gap,
      bootFiles: [],
      // A list, where "none" would read as "looked for and not found".
      bootFilesUnmeasured: [{ path: gap.source, reason: gap.detail }],
      modules: gap,
      kernelConfig: gap,
      installedKernels: gap,
      libvirtVersion: gap,
      hypervisor: gap,
      cgroupControllers: gap,
    },
    kernelLog: gap,
    qemu: gap,
    firmware: gap,
    unreadable: [],
  };
}

export function unmeasuredFunction(gap: Unknown, bdf: Bdf): PciFunction {
  return {
    bdf,
    vendorId: gap,
    deviceId: gap,
    subsystemVendorId: gap,
    subsystemDeviceId: gap,
    classCode: gap,
    revision: gap,
    vendorName: null,
    deviceName: null,
    driver: gap,
    driverOverride: gap,
    candidateModules: gap,
    vfioNode: gap,
    iommuGroup: gap,
    bars: gap,
    optionRom: gap,
    romFileMode: gap,
    isBootVga: gap,
    resetMethods: gap,
    numaNode: gap,
    bridgePath: gap,
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
  };
}

export const unmeasuredGroup = (gap: Unknown, id: number): IommuGroup => ({
  id,
  name: gap,
  type: gap,
  reservedRegions: gap,
  members: gap,
});

/** What the parts of lists gained after version 1 of the schema. */
export const unmeasuredUnitParts = (gap: Unknown): Pick<IommuUnit, 'registers'> => ({ registers: gap });
export const unmeasuredNodeParts = (gap: Unknown): Pick<DeviceNode, 'acl'> => ({ acl: gap });
export const unmeasuredMemoryNodeParts = (gap: Unknown): Pick<MemoryNode, 'buddyZones'> => ({ buddyZones: gap });
export const unmeasuredPoolParts = (gap: Unknown): Pick<HugepagePool & HugepageTotals, 'surplusPages'> => ({
  surplusPages: gap,
});
