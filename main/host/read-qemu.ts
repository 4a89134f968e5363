/** The QEMU programs that are installed, and what they say when asked for their version. */
import { posix } from 'node:path';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import { parseQemuVersion } from '../../core/host/qemu-version.ts';
import type { QemuBinary } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import { measureAnswer } from './measure-answer.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** Red Hat's systems keep theirs, `qemu-kvm`, in /usr/libexec. */
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/usr/libexec', '/usr/sbin'];

/** Far more than an installation has; ends a circle. */
const MOST_LINKS = 8;

type HostArchitecture = 'x86_64' | 'aarch64';

/** `qemu-kvm` carries no architecture in its name: it is always the host's own. */
export async function readQemu(
  files: HostFiles,
  hostArchitecture: HostArchitecture,
  unreadable: UnreadableFiles,
): Promise<Measured<QemuBinary[]>> {
  const programs = [
    { name: 'qemu-system-x86_64', architecture: 'x86_64' },
    { name: 'qemu-system-aarch64', architecture: 'aarch64' },
    { name: 'qemu-kvm', architecture: hostArchitecture },
  ];
  const found = new Map<string, { path: string; architecture: string }>();
  for (const folder of FOLDERS) {
    // On merged systems /usr/sbin is a link to bin.
    const realFolder = followLinks(files, folder, unreadable);
    for (const { name, architecture } of programs) {
      const path = `${folder}/${name}`;
      const status = measure(path, () => files.status(path));
      if (!isKnown(status) && !isAbsent(status)) unreadable.addUnknown(status);
      if (!isKnown(status) || status.kind !== 'file') continue;
      const target = followLinks(files, `${realFolder}/${name}`, unreadable);
      if (!found.has(target)) found.set(target, { path, architecture });
    }
  }
  const binaries: QemuBinary[] = [];
  // One after the other: the scan is not alone on this machine, and there are rarely more than two.
  for (const { path, architecture } of found.values()) {
    binaries.push({ path, architecture, version: await measureAnswer(files, path, ['--version'], parseQemuVersion) });
  }
  return binaries;
}

/**
 * Where a path leads. A link that cannot be read ends the search: then one program is listed under two names, which
 * harms nobody.
 */
function followLinks(files: HostFiles, path: string, unreadable: UnreadableFiles): string {
  let here = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const from = here;
    const target = measure(from, () => files.readLink(from));
    if (!isKnown(target)) {
      const isNoLink = isAbsent(target) || target.detail === 'EINVAL';
      if (!isNoLink) unreadable.addUnknown(target);
      return here;
    }
    here = posix.resolve(posix.dirname(from), target);
  }
  return here;
}
