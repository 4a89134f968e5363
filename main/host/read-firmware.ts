/**
 * Firmware builds for guests, from the descriptor files that firmware packages install.
 *
 * A file in /etc takes the place of the packaged file with the same name, and an empty one hides it; the name
 * gives the priority. Source: QEMU docs/interop/firmware.json, "Firmware" (Since 3.0).
 */
import { parseFirmwareDescriptor } from '../../core/host/firmware-descriptor.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { FirmwareBuild } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** Later folders win. */
const FOLDERS = ['/usr/share/qemu/firmware', '/etc/qemu/firmware'];

export function readFirmware(files: HostFiles, unreadable: UnreadableFiles): Measured<FirmwareBuild[]> {
  const pathByName = new Map<string, string>();
  for (const folder of FOLDERS) {
    const names = measure(folder, () => files.list(folder));
    // No folder: no package installed a descriptor there. Any other failure could hide an override.
    if (!isKnown(names) && !isAbsent(names)) return names;
    for (const name of isKnown(names) ? names : []) {
      if (name.endsWith('.json') && !name.startsWith('.')) pathByName.set(name, `${folder}/${name}`);
    }
  }
  const builds: FirmwareBuild[] = [];
  for (const name of [...pathByName.keys()].sort()) {
    const path = pathByName.get(name) ?? name;
    const build = measure(path, () => {
      const text = files.readText(path);
      return text.trim() === '' ? null : parseFirmwareDescriptor(path, text);
    });
    if (!isKnown(build)) unreadable.addUnknown(build);
    else if (build !== null) builds.push(build);
  }
  return builds;
}
