/** Every PCI function of the host, with names, in order of address. */
import { isAtLeast, parseKernelVersion } from '../../core/host/kernel-release.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { compareBdf, parseBdf } from '../../core/pci/bdf.ts';
import type { PciNames } from '../../core/pci/pci-ids.ts';
import { FUNCTIONS, FunctionFolder } from './function-folder.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import { type FunctionFacts, readFunction } from './read-function.ts';
import { readPciNames } from './read-pci-names.ts';
import type { UnreadableFiles } from './unreadable.ts';

export async function readFunctions(
  files: HostFiles,
  release: Measured<string>,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<Measured<PciFunction[]>> {
  const entries = measure(FUNCTIONS, () => files.list(FUNCTIONS));
  if (!isKnown(entries)) return entries;
  const functions: FunctionFacts[] = [];
  for (const name of entries) {
    const bdf = parseBdf(name);
    if (bdf === null) unreadable.add(`${FUNCTIONS}/${name}`, 'not a PCI address');
    else functions.push(readFunction(files, bdf));
    await pace.breathe();
  }
  if (functions.length === 0) return [];
  functions.sort((a, b) => compareBdf(a.bdf, b.bdf));
  giveAbsentResetMethodsTheirMeaning(files, functions, release);
  await pace.breathe();
  return nameFunctions(functions, readPciNames(files, unreadable));
}

/**
 * Since 5.15, and where distributions took it back to older kernels, a function without `reset_method` has no way to
 * be reset. Before that no function has the file.
 */
function giveAbsentResetMethodsTheirMeaning(
  files: HostFiles,
  functions: FunctionFacts[],
  release: Measured<string>,
): void {
  const version = isKnown(release) ? parseKernelVersion(release) : null;
  const hasFile = (version !== null && isAtLeast(version, 5, 15)) || functions.some(fn => isKnown(fn.resetMethods));
  if (!hasFile) return;
  for (const fn of functions) {
    if (isAbsent(fn.resetMethods) && new FunctionFolder(files, fn.bdf).isThere()) fn.resetMethods = [];
  }
}

function nameFunctions(functions: readonly FunctionFacts[], names: PciNames): PciFunction[] {
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
