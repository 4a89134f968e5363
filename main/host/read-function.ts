/**
 * What sysfs says about one PCI function, in as few opens as possible: a large host has thousands of functions.
 * Source: Linux Documentation/ABI/testing/sysfs-bus-pci; drivers/pci/pci-sysfs.c.
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { parseGroupLink } from '../../core/iommu/group-link.ts';
import { parseBootVga, parseDriverOverride, parseNumaNode, parseRevision } from '../../core/pci/attributes.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { parseBridgePath } from '../../core/pci/bridge-path.ts';
import { isDisplay, isVga } from '../../core/pci/class-code.ts';
import { parseIsSuspended, parsePowerState } from '../../core/pci/power.ts';
import { parseResetMethods } from '../../core/pci/reset-method.ts';
import { parsePciResources } from '../../core/pci/resource.ts';
import { type PciUevent, parsePciUevent } from '../../core/pci/uevent.ts';
import { isVfioDriver } from '../../core/vfio/driver-role.ts';
import { FunctionFolder } from './function-folder.ts';
import type { HostFiles } from './host-files.ts';
import { derive } from './measure.ts';
import { pending } from './pending.ts';

const CONFIG_LIMIT_BYTES = 4096;
/** What every user may read; a file with less is no configuration space. */
const CONFIG_HEADER_BYTES = 64;
const REVISION_OFFSET = 8;

/** Names come from a list, not from the function. */
export type FunctionFacts = Omit<PciFunction, 'vendorName' | 'deviceName'>;

export function readFunction(files: HostFiles, bdf: Bdf): FunctionFacts {
  const folder = new FunctionFolder(files, bdf);
  const uevent = folder.text('uevent', parsePciUevent);
  const fromUevent = <T>(pick: (ids: PciUevent) => T) => derive(`${folder.path}/uevent`, uevent, pick);
  const resources = folder.text('resource', parsePciResources);
  const classCode = fromUevent(ids => ids.classCode);
  const config = readConfig(folder);
  const driver = fromUevent(ids => ids.driver);
  return {
    bdf,
    vendorId: fromUevent(ids => ids.vendorId),
    deviceId: fromUevent(ids => ids.deviceId),
    subsystemVendorId: fromUevent(ids => ids.subsystemVendorId),
    subsystemDeviceId: fromUevent(ids => ids.subsystemDeviceId),
    classCode,
    revision: revisionFromConfig(config) ?? folder.text('revision', parseRevision),
    driver,
    driverOverride: folder.text('driver_override', parseDriverOverride),
    vfioNode: readVfioNode(folder, driver),
    iommuGroup: folder.unlessAbsent<number | null>(folder.link('iommu_group', parseGroupLink), null),
    bars: derive(`${folder.path}/resource`, resources, parsed => parsed.bars),
    optionRom: derive(`${folder.path}/resource`, resources, parsed => parsed.optionRom),
    isBootVga: readIsBootVga(folder, classCode),
    resetMethods: folder.text('reset_method', parseResetMethods),
    // A kernel without NUMA has no such file.
    numaNode: folder.unlessAbsent(folder.text('numa_node', parseNumaNode), null),
    bridgePath: folder.ownLink(link => parseBridgePath(link, bdf)),
    powerState: folder.text('power_state', parsePowerState),
    config,
    candidateModules: pending,
    romFileMode: pending,
    link: pending,
    runtimeStatus: pending,
    mayRuntimeSuspend: pending,
    isD3coldAllowed: pending,
    sriov: pending,
    physicalFunction: pending,
    suppliers: pending,
    consumers: pending,
  };
}

/** Only a VFIO driver makes the folder, so no other function is asked: that saves an open for each. */
function readVfioNode(folder: FunctionFolder, driver: Measured<string | null>): Measured<string | null> {
  if (!isKnown(driver)) return driver;
  if (driver === null || !isVfioDriver(driver)) return null;
  const node = folder.entries('vfio-dev', names => {
    const name = names.find(entry => /^vfio\d+$/.test(entry));
    return name === undefined ? null : `/dev/vfio/devices/${name}`;
  });
  // A kernel without CONFIG_VFIO_DEVICE_CDEV has no such folder.
  return folder.unlessAbsent<string | null>(node, null);
}

/** Reading the configuration space of a suspended function resumes it, or the bridge above it. */
function readConfig(folder: FunctionFolder): Measured<string> {
  const status = folder.text('power/runtime_status', parseIsSuspended);
  // A kernel without power management puts nothing to sleep.
  const isSuspended = folder.unlessAbsent(status, false);
  if (!isKnown(isSuspended)) return isSuspended;
  if (isSuspended) {
    return { unknown: 'withheld', source: `${folder.path}/config`, detail: 'power/runtime_status says suspended' };
  }
  return folder.bytes('config', CONFIG_LIMIT_BYTES, bytes =>
    bytes.length < CONFIG_HEADER_BYTES ? malformed(`${bytes.length} bytes`) : toHex(bytes),
  );
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Saves an open. @returns null where the bytes are not known, or those of a function that does not answer. */
function revisionFromConfig(config: Measured<string>): number | null {
  if (!isKnown(config) || config.startsWith('ffff')) return null;
  return Number.parseInt(config.slice(2 * REVISION_OFFSET, 2 * REVISION_OFFSET + 2), 16);
}

/** Every kernel has the file for VGA functions, newer ones for other displays too. */
function readIsBootVga(folder: FunctionFolder, classCode: Measured<number>): Measured<boolean | null> {
  if (isKnown(classCode) && !isDisplay(classCode)) return null;
  const fact = folder.text('boot_vga', parseBootVga);
  return isKnown(classCode) && !isVga(classCode) ? folder.unlessAbsent<boolean | null>(fact, null) : fact;
}
