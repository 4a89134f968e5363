/**
 * The IOMMU units that the kernel drives, with the registers it shows.
 * Source: Linux Documentation/ABI/testing/sysfs-class-iommu-{intel-iommu,amd-iommu}.
 */
import { type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { IommuUnit } from '../../core/host/snapshot.ts';
import { parseAmdAddressWidth } from '../../core/iommu/amd-features.ts';
import { parseIntelAddressWidth, parseIntelInterruptRemapping } from '../../core/iommu/intel-capability.ts';
import { vendorFromUnitLink, vendorFromUnitName } from '../../core/iommu/unit-vendor.ts';
import type { HostFiles } from './host-files.ts';
import { derive, isAbsent, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

const CLASSES = '/sys/class';
const UNITS = '/sys/class/iommu';
const INTEL_REGISTERS = ['version', 'address', 'cap', 'ecap', 'domains_supported', 'domains_used'];
const AMD_REGISTERS = ['cap', 'features'];

/** A kernel without any IOMMU driver has no folder here; that says "none" only where its parent can be seen. */
export function readUnits(files: HostFiles, unreadable: UnreadableFiles): Measured<IommuUnit[]> {
  const names = measure(UNITS, () => files.list(UNITS));
  if (isKnown(names)) return names.sort().map(name => readUnit(files, name, unreadable));
  return isAbsent(names) && isKnown(measure(CLASSES, () => files.list(CLASSES))) ? [] : names;
}

function readUnit(files: HostFiles, name: string, unreadable: UnreadableFiles): IommuUnit {
  const vendor = vendorFromUnitName(name) ?? readVendor(files, `${UNITS}/${name}`, unreadable);
  switch (vendor) {
    case 'intel': {
      const folder = new RegisterFolder(files, `${UNITS}/${name}/intel-iommu`, INTEL_REGISTERS);
      return {
        name,
        vendor,
        addressWidthBits: folder.derive('cap', parseIntelAddressWidth),
        canRemapInterrupts: folder.derive('ecap', parseIntelInterruptRemapping),
        registers: folder.all(unreadable),
      };
    }
    case 'amd': {
      const folder = new RegisterFolder(files, `${UNITS}/${name}/amd-iommu`, AMD_REGISTERS);
      return {
        name,
        vendor,
        addressWidthBits: folder.derive('features', parseAmdAddressWidth),
        canRemapInterrupts: null,
        registers: folder.all(unreadable),
      };
    }
    case 'arm':
    case 'virtio':
    case 'other':
      return { name, vendor, addressWidthBits: null, canRemapInterrupts: null, registers: null };
  }
}

function readVendor(files: HostFiles, folder: string, unreadable: UnreadableFiles): IommuUnit['vendor'] {
  const vendor = measure(folder, () => vendorFromUnitLink(files.readLink(folder)));
  if (isKnown(vendor)) return vendor;
  unreadable.addUnknown(vendor);
  return 'other';
}

/** The register files of one unit, each read once. Which of them there are depends on the kernel. */
class RegisterFolder {
  readonly #path: string;
  readonly #texts: Measured<Map<string, Measured<string>>>;

  constructor(files: HostFiles, path: string, wanted: readonly string[]) {
    this.#path = path;
    const names = measure(path, () => files.list(path).filter(name => wanted.includes(name)));
    this.#texts = derive(path, names, all => new Map(all.sort().map(name => [name, readRegister(files, path, name)])));
  }

  derive<T>(name: string, parse: (text: string) => T | Malformed): Measured<T> {
    const source = `${this.#path}/${name}`;
    if (!isKnown(this.#texts)) return this.#texts;
    return derive(source, this.#texts.get(name) ?? { unknown: 'absent', source, detail: 'ENOENT' }, parse);
  }

  /** A register that could not be read is left out here and named in the snapshot's list. */
  all(unreadable: UnreadableFiles): IommuUnit['registers'] {
    if (!isKnown(this.#texts)) return this.#texts;
    const registers: Record<string, string> = {};
    for (const [name, text] of this.#texts) {
      if (isKnown(text)) registers[name] = text;
      else unreadable.addUnknown(text);
    }
    return registers;
  }
}

/** Numbers all: hex, decimal, `4:0`, or two hex numbers. */
function readRegister(files: HostFiles, folder: string, name: string): Measured<string> {
  const source = `${folder}/${name}`;
  return measure(source, () => {
    const text = files.readText(source).trim();
    return /^(0x)?[0-9a-f]{1,16}(:[0-9a-f]{1,16})?$/i.test(text) ? text : malformed(text);
  });
}
