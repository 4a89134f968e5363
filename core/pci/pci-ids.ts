/**
 * The `pci.ids` list: names of vendors and devices.
 *
 * The file has 37,000 lines and a host needs some dozens of them. So the text stays as it is: one pass notes where
 * each vendor starts, and a device is looked for among the lines of its vendor.
 * Source: header of pci.ids; pciutils, lib/names-parse.c.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

/** Names by number; null where there is no entry. */
export interface PciNames {
  vendor(vendorId: number): string | null;
  device(vendorId: number, deviceId: number): string | null;
}

const TAB = 0x09;
const NEWLINE = 0x0a;
const HASH = 0x23;

export function parsePciIds(text: string): PciNames | Malformed {
  const sections = findSections(text);
  if (sections.size === 0) return malformed('no line of a vendor');
  return {
    vendor: vendorId => {
      const section = sections.get(hex4(vendorId));
      return section ? nameAt(text, section.start + 4) : null;
    },
    device: (vendorId, deviceId) => {
      const section = sections.get(hex4(vendorId));
      if (!section) return null;
      section.devices ??= findDevices(text, section);
      const start = section.devices.get(hex4(deviceId));
      return start === undefined ? null : nameAt(text, start + 5);
    },
  };
}

type Section = {
  start: number;
  end: number;
  /** Where the line of each device starts; made when a device of this vendor is first asked for. */
  devices: Map<string, number> | null;
};

/** A vendor's section runs from its line to the next line that is neither indented nor a comment. */
function findSections(text: string): Map<string, Section> {
  const sections = new Map<string, Section>();
  let open: Section | null = null;
  for (let start = 0; start < text.length; start = nextLine(text, start)) {
    const first = text.charCodeAt(start);
    if (first === TAB || first === HASH || first === NEWLINE) continue;
    if (open) open.end = start;
    open = null;
    const id = text.slice(start, start + 4);
    // The list of classes (`C 03  Display controller`) comes behind the last vendor.
    if (!/^[0-9a-f]{4}$/.test(id) || text.slice(start + 4, start + 6) !== '  ') continue;
    open = { start, end: text.length, devices: null };
    if (!sections.has(id)) sections.set(id, open);
  }
  return sections;
}

/** Lines with one tab; two tabs are subsystems. */
function findDevices(text: string, section: Section): Map<string, number> {
  const devices = new Map<string, number>();
  for (let start = nextLine(text, section.start); start < section.end; start = nextLine(text, start)) {
    if (text.charCodeAt(start) !== TAB || text.charCodeAt(start + 1) === TAB) continue;
    const id = text.slice(start + 1, start + 5);
    if (!devices.has(id)) devices.set(id, start);
  }
  return devices;
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function nameAt(text: string, from: number): string | null {
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? text.length : end).trim() || null;
}

function hex4(id: number): string {
  return id.toString(16).padStart(4, '0');
}
