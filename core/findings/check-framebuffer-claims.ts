/**
 * Who inside the kernel still sits on a BAR: the firmware's framebuffer mostly, which no driver took over. VFIO cannot
 * map such a BAR ("BAR 0: can't reserve").
 * Source: Linux drivers/firmware/sysfb_simplefb.c, drivers/video/fbdev/{efifb,vesafb,simplefb}.c,
 * drivers/gpu/drm/sysfb/simpledrm.c (names in /proc/iomem).
 */
import { isAtLeast, parseKernelVersion } from '../host/kernel-release.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { isDisplayFunction } from '../pci/function-role.ts';
import { isVfioDriver } from '../vfio/driver-role.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

/** Claims of the driver that runs the function end with it; these do not. */
const FRAMEBUFFER = /^(BOOTFB|efifb|efidrm|simplefb|simple-framebuffer|simpledrm|vesafb|vesadrm|vga16fb)\b/;

/** Source: Linux drivers/video/aperture.c, aperture_remove_conflicting_pci_devices(), and who calls it. */
const EVICTS: ReadonlySet<string> = new Set(['amdgpu', 'ast', 'i915', 'mgag200', 'nouveau', 'radeon', 'xe']);

export function checkFramebufferClaims(host: HostSnapshot, picked: readonly PciFunction[]): Finding[] {
  const claims = host.seat.barClaims;
  if (!isKnown(claims)) {
    // The firmware's framebuffer is on the card that it started with, until a driver of the kernel takes the screen over.
    return picked
      .filter(fn => knownOr(fn.isBootVga, null) === true && !EVICTS.has(knownOr(fn.driver, null) ?? ''))
      .map(fn => ({ code: 'function/bar-claims-unmeasured', fn: labelFunction(fn), gap: claims }) as const);
  }
  return picked.flatMap((fn): Finding[] => {
    const mine = claims.filter(claim => claim.function === fn.bdf && FRAMEBUFFER.test(claim.claimant));
    if (mine.length === 0) return [];
    return [
      {
        code: 'function/bar-claimed',
        fn: labelFunction(fn),
        claims: mine.map(({ start, end, claimant }) => ({ start, end, claimant, bar: barOf(fn, start) })),
        otherDisplays: otherDisplays(host, picked).map(labelFunction),
        consoles: framebufferConsoles(host),
        hasOldKernel: isOlderThanSimpledrm(host),
      },
    ];
  });
}

/** Source: Linux drivers/video/fbdev/core/fbcon.c, "frame buffer device". */
function framebufferConsoles({ seat }: HostSnapshot): string[] {
  return knownOr(seat.consoles, [])
    .filter(({ isBound, title }) => knownOr(isBound, false) && knownOr(title, '').includes('frame buffer'))
    .map(({ name }) => name);
}

function barOf({ bars }: PciFunction, start: string): number | null {
  const at = BigInt(start);
  const found = knownOr(bars, []).find(bar => {
    const first = BigInt(bar.start);
    return at >= first && at < first + BigInt(bar.sizeBytes);
  });
  return found?.index ?? null;
}

function otherDisplays(host: HostSnapshot, picked: readonly PciFunction[]): PciFunction[] {
  return knownOr(host.functions, []).filter(
    fn => isDisplayFunction(fn) && !picked.includes(fn) && !isVfioDriver(knownOr(fn.driver, null) ?? ''),
  );
}

/** Before 5.15 efifb took the screen, and a kernel argument of its own could keep it away. */
function isOlderThanSimpledrm({ kernel }: HostSnapshot): boolean {
  const version = parseKernelVersion(knownOr(kernel.release, ''));
  return version !== null && !isAtLeast(version, 5, 15);
}
