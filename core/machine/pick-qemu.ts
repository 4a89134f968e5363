/** The QEMU that starts an x86-64 machine: the user's own build in /usr/local first, then the distribution's. */
import type { QemuBinary } from '../host/snapshot.ts';

export const DEFAULT_QEMU = '/usr/bin/qemu-system-x86_64';

/** @returns null when none is installed. */
export function pickQemu(binaries: readonly QemuBinary[]): QemuBinary | null {
  const x86 = binaries.filter(binary => binary.architecture === 'x86_64');
  return (
    x86.find(binary => binary.path.startsWith('/usr/local/')) ??
    x86.find(binary => binary.path === DEFAULT_QEMU) ??
    x86[0] ??
    null
  );
}
