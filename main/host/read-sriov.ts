/**
 * Virtual functions: what a physical function says of them, and which they are.
 * Source: Linux Documentation/ABI/testing/sysfs-bus-pci (sriov_*, virtfnN); drivers/pci/iov.c, pci_iov_sysfs_link().
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseCount } from '../../core/host/number-text.ts';
import type { PciFunction } from '../../core/host/snapshot.ts';
import { parseFlag } from '../../core/pci/attributes.ts';
import { type Bdf, compareBdf } from '../../core/pci/bdf.ts';
import { functionOfDevicePath } from '../../core/pci/device-path.ts';
import type { FunctionFolder } from './function-folder.ts';

/** An absent file is left as such: the caller knows that it means "no SR-IOV". */
export function readSriov(folder: FunctionFolder): PciFunction['sriov'] {
  const totalVfs = folder.text('sriov_totalvfs', parseCount);
  if (!isKnown(totalVfs) && totalVfs.unknown === 'absent') return totalVfs;
  return {
    totalVfs,
    enabledVfs: folder.text('sriov_numvfs', parseCount),
    isAutoprobing: folder.text('sriov_drivers_autoprobe', parseFlag),
    virtualFunctions: readVirtualFunctions(folder),
  };
}

function readVirtualFunctions(folder: FunctionFolder): Measured<Bdf[]> {
  const links = folder.entries('', names => names.filter(name => /^virtfn\d+$/.test(name)));
  if (!isKnown(links)) return links;
  const functions: Bdf[] = [];
  for (const name of links) {
    const one = folder.link(name, target => functionOfDevicePath(target) ?? malformed(target));
    if (!isKnown(one)) return one;
    functions.push(one);
  }
  return functions.sort(compareBdf);
}

/**
 * The kernel links both ways, so that what the physical functions list answers for all others, without asking each.
 * Where one of them could not list, nobody else can be sure.
 */
export function physicalFunctions(
  all: readonly Pick<PciFunction, 'bdf' | 'sriov'>[],
): (bdf: Bdf) => PciFunction['physicalFunction'] | undefined {
  const owners = new Map<Bdf, Bdf>();
  let isCertain = true;
  for (const { bdf, sriov } of all) {
    if (!isKnown(sriov)) isCertain = false;
    else if (sriov !== null && !isKnown(sriov.virtualFunctions)) isCertain = false;
    else for (const vf of sriov === null ? [] : (sriov.virtualFunctions as Bdf[])) owners.set(vf, bdf);
  }
  return bdf => owners.get(bdf) ?? (isCertain ? null : undefined);
}

export function readPhysicalFunction(folder: FunctionFolder): PciFunction['physicalFunction'] {
  const fact = folder.link('physfn', target => {
    const bdf = functionOfDevicePath(target);
    return bdf ?? malformed(target);
  });
  return folder.unlessAbsent<Bdf | null>(fact, null);
}
