/** Every PCI function of the host, with names, in order of address. */
import { isAtLeast, parseKernelVersion } from '../../core/host/kernel-release.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { compareBdf, parseBdf } from '../../core/pci/bdf.ts';
import { parseDeviceLinks } from '../../core/pci/device-link.ts';
import type { PciNames } from '../../core/pci/pci-ids.ts';
import { FUNCTIONS, FunctionFolder } from './function-folder.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { readCandidateModules } from './read-candidate-modules.ts';
import { type FunctionFacts, readFunction } from './read-function.ts';
import { readPciNames } from './read-pci-names.ts';
import { physicalFunctions, readPhysicalFunction } from './read-sriov.ts';
import type { UnreadableFiles } from './unreadable.ts';

const DEVICE_LINKS = '/sys/class/devlink';

type UnnamedFunction = Omit<PciFunction, 'vendorName' | 'deviceName'>;

export async function readFunctions(
  files: HostFiles,
  release: Measured<string>,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<Measured<PciFunction[]>> {
  const entries = measure(FUNCTIONS, () => files.list(FUNCTIONS));
  if (!isKnown(entries)) return entries;
  if (entries.length === 0) return [];
  const context = {
    deviceLinks: measure(DEVICE_LINKS, () => parseDeviceLinks(files.list(DEVICE_LINKS))),
    candidateModules: readCandidateModules(files, release, unreadable),
  };
  const functions: FunctionFacts[] = [];
  for (const name of entries) {
    const bdf = parseBdf(name);
    const fn = bdf && readFunction(files, bdf, context);
    if (fn) functions.push(fn);
    else unreadable.add(`${FUNCTIONS}/${name}`, bdf ? 'vanished during the scan' : 'not a PCI address');
    await pace.breathe();
  }
  functions.sort((a, b) => compareBdf(a.bdf, b.bdf));
  giveAbsentResetMethodsTheirMeaning(functions, release);
  await pace.breathe();
  return nameFunctions(addPhysicalFunctions(files, functions), readPciNames(files, unreadable));
}

function addPhysicalFunctions(files: HostFiles, functions: readonly FunctionFacts[]): UnnamedFunction[] {
  const physicalFunction = physicalFunctions(functions);
  return functions.map(fn => {
    const known = physicalFunction(fn.bdf);
    return {
      ...fn,
      physicalFunction: known === undefined ? readPhysicalFunction(new FunctionFolder(files, fn.bdf)) : known,
    };
  });
}

/**
 * Since 5.15, and where distributions took it back to older kernels, a function without `reset_method` has no way to
 * be reset. Before that no function has the file.
 */
function giveAbsentResetMethodsTheirMeaning(functions: FunctionFacts[], release: Measured<string>): void {
  const version = isKnown(release) ? parseKernelVersion(release) : null;
  const hasFile = (version !== null && isAtLeast(version, 5, 15)) || functions.some(fn => isKnown(fn.resetMethods));
  if (!hasFile) return;
  for (const fn of functions) {
    // The ids are read last: a function that has them was there.
    if (isAbsent(fn.resetMethods) && isKnown(fn.vendorId)) fn.resetMethods = [];
  }
}

function nameFunctions(functions: readonly UnnamedFunction[], names: PciNames): PciFunction[] {
  return functions.map(fn => {
    const { vendorId, deviceId } = fn;
    if (!isKnown(vendorId)) return { ...fn, vendorName: null, deviceName: null };
    return {
      ...fn,
      vendorName: names.vendor(vendorId),
      deviceName: isKnown(deviceId) ? names.device(vendorId, deviceId) : null,
    };
  });
}
