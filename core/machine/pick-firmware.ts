/**
 * Chooses the firmware build for a machine from QEMU's descriptors, as management tools are asked to: the first in
 * order of file name that has what is needed.
 * Source: QEMU docs/interop/firmware.json.
 */
import type { FirmwareBuild } from '../host/snapshot.ts';
import type { MachineSpec } from './machine-spec.ts';

export type FlashBuild = FirmwareBuild & { mapping: { device: 'flash' } };

/** @returns null when none fits. `seabios` needs no build: QEMU brings its own. */
export function pickFirmware(
  builds: readonly FirmwareBuild[],
  firmware: Exclude<MachineSpec['firmware'], 'seabios'>,
): FlashBuild | null {
  const fits = builds
    .filter(isFlash)
    .filter(build => build.interfaces.includes('uefi') && runsOnQ35(build) && !needsConfidentialGuest(build));
  const has = (build: FlashBuild, feature: string) => build.features.includes(feature);
  if (firmware === 'uefi-secure-boot') {
    return (
      fits.find(build => has(build, 'secure-boot') && has(build, 'enrolled-keys') && has(build, 'requires-smm')) ?? null
    );
  }
  // A build that enforces Secure Boot with enrolled keys would refuse unsigned option ROMs and systems that the user did not ask to restrict.
  const plain = fits.filter(build => !has(build, 'enrolled-keys'));
  return plain.find(build => !has(build, 'secure-boot')) ?? plain[0] ?? null;
}

function isFlash(build: FirmwareBuild): build is FlashBuild {
  return build.mapping.device === 'flash';
}

/** Machine patterns are globs such as `pc-q35-*`. */
function runsOnQ35(build: FirmwareBuild): boolean {
  return build.targets.some(
    target =>
      target.architecture === 'x86_64' &&
      target.machines.some(pattern => pattern === 'q35' || pattern.startsWith('pc-q35-')),
  );
}

/** Builds for SEV or TDX guests start in those only, or keep no variables. */
function needsConfidentialGuest(build: FlashBuild): boolean {
  return (
    build.mapping.variablesTemplate === null ||
    build.features.some(feature => feature === 'intel-tdx' || feature === 'amd-sev-snp')
  );
}
