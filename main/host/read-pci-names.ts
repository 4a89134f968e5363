/** Names of vendors and devices: the host's own list first, ours where it has none. */
import { isKnown } from '../../core/host/measured.ts';
import { bundledNames } from '../../core/pci/bundled-names.ts';
import { type PciNames, parsePciIds } from '../../core/pci/pci-ids.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** Debian and Arch; Fedora and openSUSE; older distributions. */
const LISTS = ['/usr/share/misc/pci.ids', '/usr/share/hwdata/pci.ids', '/usr/share/pci.ids'];

/** A missing list is no failure: distributions disagree about its place, and a server may have none. */
export function readPciNames(files: HostFiles, unreadable: UnreadableFiles): PciNames {
  for (const path of LISTS) {
    const list = measure(path, () => parsePciIds(files.readText(path)));
    if (isKnown(list)) return withFallback(list);
    if (!isAbsent(list)) unreadable.addUnknown(list);
  }
  return bundledNames;
}

function withFallback(list: PciNames): PciNames {
  return {
    vendor: vendorId => list.vendor(vendorId) ?? bundledNames.vendor(vendorId),
    device: (vendorId, deviceId) => list.device(vendorId, deviceId) ?? bundledNames.device(vendorId, deviceId),
  };
}
