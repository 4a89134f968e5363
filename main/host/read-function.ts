/**
 * What sysfs says about one PCI function, in as few opens as possible: a large host has thousands of functions.
 *
 * `uevent`, which every function has, is read after the files that may be missing: as long as it is there, a missing
 * file was missing, and the function had not vanished.
 * Source: Linux Documentation/ABI/testing/sysfs-bus-pci; drivers/pci/pci-sysfs.c.
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { parseGroupLink } from '../../core/iommu/group-link.ts';
import { parseDriverOverride, parseFlag, parseNumaNode, parseRevision } from '../../core/pci/attributes.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { parseBridgePath } from '../../core/pci/bridge-path.ts';
import { isDisplay, isPciBridge, isVga } from '../../core/pci/class-code.ts';
import type { DeviceLinks } from '../../core/pci/device-link.ts';
import { isAsleep, parseMayRuntimeSuspend, parsePowerState, parseRuntimeStatus } from '../../core/pci/power.ts';
import { parseResetMethods } from '../../core/pci/reset-method.ts';
import { parsePciResources } from '../../core/pci/resource.ts';
import { type PciUevent, parsePciUevent } from '../../core/pci/uevent.ts';
import { isVfioDriver } from '../../core/vfio/driver-role.ts';
import { FunctionFolder } from './function-folder.ts';
import type { HostFiles } from './host-files.ts';
import { derive, isAbsent } from './measure.ts';
import type { CandidateModules } from './read-candidate-modules.ts';
import { readLink } from './read-link.ts';
import { readSriov } from './read-sriov.ts';

const CONFIG_LIMIT_BYTES = 4096;
/** What every user may read; a file with less is no configuration space. */
const CONFIG_HEADER_BYTES = 64;
const REVISION_OFFSET = 8;

/** Names come from a list, and who the physical function is from all functions together. */
export type FunctionFacts = Omit<PciFunction, 'vendorName' | 'deviceName' | 'physicalFunction'>;

/** What is read once for all functions. */
export type FunctionContext = { deviceLinks: Measured<DeviceLinks>; candidateModules: CandidateModules };

/** @returns null: the function has vanished since it was listed. */
export function readFunction(files: HostFiles, bdf: Bdf, context: FunctionContext): FunctionFacts | null {
  const folder = new FunctionFolder(files, bdf);
  const runtimeStatus = folder.text('power/runtime_status', parseRuntimeStatus);
  const isAwake = mayTouch(folder, runtimeStatus);
  const config = readConfig(folder, isAwake);
  const link = readLink(folder, config, isAwake);
  const mayRuntimeSuspend = folder.text('power/control', parseMayRuntimeSuspend);
  const isD3coldAllowed = folder.text('d3cold_allowed', parseFlag);
  const numaNode = folder.text('numa_node', parseNumaNode);
  const iommuGroup = folder.link('iommu_group', parseGroupLink);
  const resetMethods = folder.text('reset_method', parseResetMethods);
  const sriov = mayHaveVirtualFunctions(config) ? readSriov(folder) : null;

  const uevent = folder.text('uevent', parsePciUevent);
  const bridgePath = folder.ownLink(target => parseBridgePath(target, bdf));
  if (isAbsent(uevent) && isAbsent(bridgePath)) return null;
  const whenAbsent = <T>(fact: Measured<T>, meaning: NoInfer<T>): Measured<T> =>
    isAbsent(fact) && !isAbsent(uevent) ? meaning : fact;
  const fromUevent = <T>(pick: (ids: PciUevent) => T) => derive(`${folder.path}/uevent`, uevent, pick);
  const resources = folder.text('resource', parsePciResources);
  const fromResources = <T>(pick: (parsed: ReturnType<typeof parsePciResources>) => T) =>
    derive(`${folder.path}/resource`, resources, pick);
  const classCode = fromUevent(ids => ids.classCode);
  const driver = fromUevent(ids => ids.driver);
  const optionRom = fromResources(parsed => parsed.optionRom) as PciFunction['optionRom'];
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
    candidateModules: isKnown(uevent) ? context.candidateModules(uevent) : uevent,
    vfioNode: readVfioNode(folder, driver),
    iommuGroup: whenAbsent<number | null>(iommuGroup, null),
    bars: fromResources(parsed => parsed.bars) as PciFunction['bars'],
    optionRom,
    romFileMode: readRomFileMode(folder, optionRom),
    isBootVga: readIsBootVga(folder, classCode),
    // What an absent file means is a question of the whole host.
    resetMethods,
    // A kernel without NUMA, or without power management, has none of these files.
    numaNode: whenAbsent<number | null>(numaNode, null),
    bridgePath,
    link: link !== null && 'noLinkFiles' in link ? whenAbsent<null>(link.noLinkFiles, null) : link,
    powerState: folder.text('power_state', parsePowerState),
    runtimeStatus: whenAbsent<string | null>(runtimeStatus, null),
    mayRuntimeSuspend: whenAbsent<boolean | null>(mayRuntimeSuspend, null),
    isD3coldAllowed: whenAbsent<boolean | null>(isD3coldAllowed, null),
    sriov: whenAbsent(sriov, null),
    suppliers: derive('/sys/class/devlink', context.deviceLinks, links => links.suppliersOf.get(bdf) ?? []),
    consumers: derive('/sys/class/devlink', context.deviceLinks, links => links.consumersOf.get(bdf) ?? []),
    config,
  };
}

/** Reading registers of a suspended function resumes it, or the bridge above it. */
function mayTouch(folder: FunctionFolder, runtimeStatus: Measured<string>): Measured<true> {
  // A kernel without power management puts nothing to sleep.
  const status = folder.unlessAbsent(runtimeStatus, 'active');
  if (!isKnown(status)) return status;
  return isAsleep(status)
    ? { unknown: 'withheld', source: `${folder.path}/config`, detail: `power/runtime_status says ${status}` }
    : true;
}

function readConfig(folder: FunctionFolder, isAwake: Measured<true>): Measured<string> {
  if (!isKnown(isAwake)) return isAwake;
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

/** Saves an open that fails. Source: Linux drivers/pci/iov.c, pci_iov_init(): only endpoints, so no bridge. */
function mayHaveVirtualFunctions(config: Measured<string>): boolean {
  if (!isKnown(config) || config.startsWith('ffff')) return true;
  const classCode = Number.parseInt(`${config.slice(22, 24)}${config.slice(20, 22)}00`, 16);
  const headerType = Number.parseInt(config.slice(28, 30), 16) & 0x7f;
  return headerType === 0 || !isPciBridge(classCode);
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

/** The kernel makes the file where there is a ROM. Source: Linux drivers/pci/pci-sysfs.c, pci_dev_rom_attr_is_visible(). */
function readRomFileMode(folder: FunctionFolder, rom: PciFunction['optionRom']): Measured<number | null> {
  if (!isKnown(rom)) return rom;
  if (rom === null) return null;
  return folder.unlessAbsent<number | null>(
    folder.status('rom', status => status.mode),
    null,
  );
}

/** Every kernel has the file for VGA functions, newer ones for other displays too. */
function readIsBootVga(folder: FunctionFolder, classCode: Measured<number>): Measured<boolean | null> {
  if (isKnown(classCode) && !isDisplay(classCode)) return null;
  const fact = folder.text('boot_vga', parseFlag);
  return isKnown(classCode) && !isVga(classCode) ? folder.unlessAbsent<boolean | null>(fact, null) : fact;
}
