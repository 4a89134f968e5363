/** Which libvirt is installed, by what its programs say of themselves. Source: libvirtd(8), virsh(1), `--version`. */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent } from './measure.ts';
import { measureAnswer } from './measure-answer.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** The daemons first: the shell alone may be there to speak to another host. */
const PROGRAMS = ['/usr/sbin/virtqemud', '/usr/sbin/libvirtd', '/usr/bin/virsh', '/run/current-system/sw/bin/virsh'];

/** null: not installed. */
export async function readLibvirtVersion(
  files: HostFiles,
  unreadable: UnreadableFiles,
): Promise<Measured<string | null>> {
  let failure: Measured<string> | undefined;
  for (const program of PROGRAMS) {
    const version = await measureAnswer(files, program, ['--version'], parseVersion);
    if (isKnown(version)) {
      if (failure && !isKnown(failure)) unreadable.addUnknown(failure);
      return version;
    }
    if (!isAbsent(version)) failure ??= version;
  }
  return failure ?? null;
}

/** `libvirtd (libvirt) 11.3.0`, or `11.3.0` alone. */
function parseVersion(text: string) {
  return /^(?:\w+ \(libvirt\) )?(\d+\.\d+\.\d+)\s*$/.exec(text)?.[1] ?? malformed(text);
}
