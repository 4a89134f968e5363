/** Whether a reset of the picked functions can be trusted: families that are known not to come back. */
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { isResetMended, type ResetFamily, resetFamily } from '../pci/reset-families.ts';
import type { ModuleState } from './catalogue/function-reset.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

const MODULE = 'vendor_reset';

export function checkResetQuality(host: HostSnapshot, picked: readonly PciFunction[]): Finding[] {
  return picked.flatMap((fn): Finding[] => {
    const family = familyOf(fn);
    if (!family) return [];
    const methods = isKnown(fn.resetMethods) ? fn.resetMethods : null;
    const facts = { fn: labelFunction(fn), family: family.name, source: family.source, methods };
    if (methods !== null && isResetMended(family, methods)) {
      return family.trouble === 'needs-module' ? [{ code: 'function/vendor-reset-covers', ...facts, methods }] : [];
    }
    switch (family.trouble) {
      case 'needs-module':
        return [{ code: 'function/reset-family-known-bad', ...facts, vendorReset: moduleState(host) }];
      case 'no-cure':
        return [{ code: 'function/reset-without-cure', ...facts }];
      case 'reported':
        return [{ code: 'function/reset-reported-bad', ...facts }];
      case 'flr-hangs':
      case 'needs-care':
        // Without the list nobody knows whether this kernel knows better.
        return methods === null
          ? []
          : [{ code: 'function/reset-quirk-missing', ...facts, trouble: family.trouble, methods }];
    }
  });
}

/** Functions whose listed methods are not to be trusted, so that nobody calls them fine. */
export function doubtfulResets(picked: readonly PciFunction[]): ReadonlySet<Bdf> {
  return new Set(
    picked.flatMap(fn => {
      const family = familyOf(fn);
      // Where reports differ, the kernel's word stands.
      if (family?.trouble === 'reported') return [];
      return family && !isResetMended(family, knownOr(fn.resetMethods, [])) ? [fn.bdf] : [];
    }),
  );
}

function familyOf({ vendorId, deviceId }: PciFunction): ResetFamily | null {
  return isKnown(vendorId) && isKnown(deviceId) ? resetFamily(vendorId, deviceId) : null;
}

function moduleState({ platform }: HostSnapshot): ModuleState {
  if (!isKnown(platform.modules)) return 'unknown';
  return knownOr(platform.modules.find(({ name }) => name === MODULE)?.state ?? 'absent', 'unknown');
}
