/**
 * The devices of one class (`/sys/class/drm`, `/sys/class/sound`, ...) and the functions that they hang on.
 * Source: Linux Documentation/admin-guide/sysfs-rules.rst: a class folder holds links to the devices.
 */
import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { functionOfDevicePath } from '../../core/pci/device-path.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

export type ClassDevice = {
  name: string;
  /** The link itself, `/sys/class/drm/card0`. */
  path: string;
  function: Bdf | null;
};

/**
 * Devices whose name fits, in the order of their numbers. A class that no driver has made has no folder, and then no
 * devices: that is so only where the folder of classes can be seen. One that cannot be followed is told as unreadable.
 */
export function listClass(
  files: HostFiles,
  folder: string,
  fits: RegExp,
  unreadable: UnreadableFiles,
): Measured<ClassDevice[]> {
  const names = measure(folder, () => files.list(folder));
  if (!isKnown(names)) {
    if (!isAbsent(names)) return names;
    const parent = folder.slice(0, folder.lastIndexOf('/'));
    const seen = measure(parent, () => files.list(parent));
    return isKnown(seen) ? [] : seen;
  }
  return followLinks(files, folder, names, fits, unreadable);
}

/** The same for the names of a folder that was listed already. */
export function followLinks(
  files: HostFiles,
  folder: string,
  names: readonly string[],
  fits: RegExp,
  unreadable: UnreadableFiles,
): ClassDevice[] {
  return names
    .filter(name => fits.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap(name => {
      const path = `${folder}/${name}`;
      const bdf = measure(path, () => functionOfLink(files.readLink(path), name));
      if (isKnown(bdf)) return [{ name, path, function: bdf.function }];
      // Gone since the folder was listed: the host has it no more.
      if (!isAbsent(bdf) || files.exists(path)) unreadable.addUnknown(bdf);
      return [];
    });
}

/** `../../devices/pci0000:00/0000:00:02.0/drm/card0`. */
function functionOfLink(target: string, name: string): { function: Bdf | null } | Malformed {
  const isDevice = /(^|\/)devices\//.test(target) && target.endsWith(`/${name}`);
  return isDevice ? { function: functionOfDevicePath(target) } : malformed(target);
}
