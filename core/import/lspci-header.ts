/**
 * The first line of a function as lspci prints it, in any of its forms:
 *
 *     01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [GeForce RTX 3070] [10de:2484] (rev a1)
 *     0000:01:00.0 0300: 10de:2484 (rev a1)
 *     01:00.0 VGA compatible controller: NVIDIA Corporation GA104 (rev a1) (prog-if 00 [VGA controller])
 *     [10de:2484] 01:00.0 VGA compatible controller: NVIDIA Corporation GA104 (rev a1)
 *
 *     0c:00.0  VGA compatible controller                Navi 22 [Radeon RX 6700 XT]
 *
 * The last two are of shell loops and of Unraid. Source: pciutils lspci.c, show_terse(); lib/names.c, pci_lookup_name().
 */
import { type Bdf, parseBdf } from '../pci/bdf.ts';

export type LspciHeader = {
  bdf: Bdf;
  /** 16 bits: base class and subclass. null: only its name stands there, and it is none that we know. */
  classId: number | null;
  /** null: not printed; it is 0 where lspci was asked to be verbose, and unknown where it was not. */
  programmingInterface: number | null;
  vendorId: number | null;
  deviceId: number | null;
  revision: number | null;
  /** Vendor and device in one, as the list of names has them; null: only numbers. */
  name: string | null;
};

const ADDRESS = /(?:^|[\s([*|-])((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7])[\])]?\s+(?=\S)/gi;
const IDS_BEFORE = /\[([0-9a-f]{4}):([0-9a-f]{4})\]\W*(?:R\W+)?$/i;
const CLASS_WITH_NUMBER = /^([^:[\]]{0,80}?)\s*\[([0-9a-f]{4})\]\s*:?\s*(.*)$/i;
const NUMBERS_ONLY = /^(?:Class )?([0-9a-f]{4}): ?([0-9a-f]{4}):([0-9a-f]{4})(.*)$/i;
/** Loops that set columns leave the colon out; the name may be missing. */
const CLASS_COLUMN = /^([A-Z0-9][\w /().-]{2,60}?)(?:\s{2,}(.*))?$/;
const CLASS_NAME = /^([A-Z0-9][\w /().-]{2,60}): (.*)$/;

/** Classes by the names that lspci prints without `-nn`. Source: pci.ids, list of known device classes. */
const CLASSES: Readonly<Record<string, number>> = {
  'SCSI storage controller': 0x0100,
  'IDE interface': 0x0101,
  'RAID bus controller': 0x0104,
  'SATA controller': 0x0106,
  'Serial Attached SCSI controller': 0x0107,
  'Non-Volatile memory controller': 0x0108,
  'Mass storage controller': 0x0180,
  'Ethernet controller': 0x0200,
  'Infiniband controller': 0x0207,
  'Network controller': 0x0280,
  'VGA compatible controller': 0x0300,
  'XGA compatible controller': 0x0301,
  '3D controller': 0x0302,
  'Display controller': 0x0380,
  'Multimedia video controller': 0x0400,
  'Multimedia audio controller': 0x0401,
  'Audio device': 0x0403,
  'Multimedia controller': 0x0480,
  'RAM memory': 0x0500,
  'Memory controller': 0x0580,
  'Host bridge': 0x0600,
  'ISA bridge': 0x0601,
  'PCI bridge': 0x0604,
  'CardBus bridge': 0x0607,
  Bridge: 0x0680,
  'Serial controller': 0x0700,
  'Communication controller': 0x0780,
  PIC: 0x0800,
  'SD Host controller': 0x0805,
  IOMMU: 0x0806,
  'System peripheral': 0x0880,
  'FireWire (IEEE 1394)': 0x0c00,
  'USB controller': 0x0c03,
  'Fibre Channel': 0x0c04,
  SMBus: 0x0c05,
  'Serial bus controller': 0x0c80,
  'Wireless controller': 0x0d80,
  'Encryption controller': 0x1080,
  'Signal processing controller': 0x1180,
  'Processing accelerators': 0x1200,
};

/** null: the line names no function in a form of lspci's. What stands before the address is not read, ids apart. */
export function parseHeader(line: string): LspciHeader | null {
  for (const match of line.matchAll(ADDRESS)) {
    const bdf = parseBdf(match[1] ?? '');
    if (bdf === null) continue;
    const rest = line.slice(match.index + match[0].length);
    const header = numbersOnly(bdf, rest) ?? withClassNumber(bdf, rest) ?? withClassName(bdf, rest);
    if (!header) continue;
    const before = IDS_BEFORE.exec(line.slice(0, match.index + 1).trimEnd());
    if (!before || header.vendorId !== null) return header;
    // Loops that set columns leave revisions out altogether.
    const revision = header.revision ?? (CLASS_NAME.test(rest) ? 0 : null);
    return { ...header, vendorId: hex(before[1]), deviceId: hex(before[2]), revision };
  }
  return null;
}

function numbersOnly(bdf: Bdf, rest: string): LspciHeader | null {
  const match = NUMBERS_ONLY.exec(rest);
  if (!match) return null;
  return {
    bdf,
    classId: hex(match[1]),
    vendorId: hex(match[2]),
    deviceId: hex(match[3]),
    name: null,
    ...marks(match[4] ?? '', true),
  };
}

function withClassNumber(bdf: Bdf, rest: string): LspciHeader | null {
  const match = CLASS_WITH_NUMBER.exec(rest);
  return match && { bdf, classId: hex(match[2]), ...device(match[3] ?? '') };
}

function withClassName(bdf: Bdf, rest: string): LspciHeader | null {
  const match = CLASS_NAME.exec(rest) ?? CLASS_COLUMN.exec(rest);
  const name = match?.[1];
  if (!match || name === undefined || !Object.hasOwn(CLASSES, name)) return null;
  return { bdf, classId: CLASSES[name] ?? null, ...device(match[2] ?? '') };
}

type Device = Pick<LspciHeader, 'vendorId' | 'deviceId' | 'name' | 'revision' | 'programmingInterface'>;

function device(text: string): Device {
  // A wrapped line may have broken the brackets apart.
  const all = [...text.matchAll(/\[ ?([0-9a-f]{4}): ?([0-9a-f]{4}) ?\]/gi)];
  const ids = all.at(-1);
  const end = ids?.index ?? text.search(/ \((?:rev|prog-if) /);
  const name = (end < 0 ? text : text.slice(0, end))
    .trim()
    .replace(/\s*\bDevice$/, '')
    .trim();
  return {
    vendorId: hex(ids?.[1]),
    deviceId: hex(ids?.[2]),
    name: name === '' ? null : name,
    ...marks(text, ids !== undefined),
  };
}

/** A revision of 0 is not printed, so a whole line without one says 0. */
function marks(text: string, isWhole: boolean): Pick<LspciHeader, 'revision' | 'programmingInterface'> {
  return {
    revision: hex(/\(rev ([0-9a-f]{2})\)/i.exec(text)?.[1]) ?? (isWhole ? 0 : null),
    programmingInterface: hex(/\(prog-if ([0-9a-f]{2})\b/i.exec(text)?.[1]),
  };
}

function hex(text: string | undefined): number | null {
  return text === undefined ? null : Number.parseInt(text, 16);
}
