/**
 * The `resource` file of a PCI function: one `start end flags` a line; lines 0 to 5 are the BARs, line 6 the ROM,
 * later lines belong to bridge windows and virtual functions. A line of zeros means: nothing there; so the upper
 * half of a 64-bit BAR does not show up.
 * Source: Linux drivers/pci/pci-sysfs.c, resource_show(); include/linux/ioport.h.
 */
import { isMalformed, type Malformed, malformed } from '../host/malformed.ts';
import type { Bar, OptionRom } from '../host/snapshot.ts';

const IORESOURCE_IO = 0x100n;
const IORESOURCE_MEM = 0x200n;
const IORESOURCE_PREFETCH = 0x2000n;
const IORESOURCE_MEM_64 = 0x100000n;
const IORESOURCE_ROM_SHADOW = 0x2n;

const ROM_LINE = 6;
const NOTHING = '0x0000000000000000 0x0000000000000000 0x0000000000000000';

export type PciResources = {
  bars: Bar[] | Malformed;
  /** null: the function has no ROM. */
  optionRom: OptionRom | null | Malformed;
};

type Resource = { start: bigint; sizeBytes: number; flags: bigint };

export function parsePciResources(text: string): PciResources {
  const lines = text.split('\n');
  return { bars: parseBars(lines), optionRom: parseOptionRom(lines) };
}

function parseBars(lines: string[]): Bar[] | Malformed {
  const bars: Bar[] = [];
  for (let index = 0; index < ROM_LINE; index++) {
    const resource = parseLine(lines[index], index);
    if (isMalformed(resource)) return resource;
    const bar = resource && toBar(index, resource);
    if (bar) bars.push(bar);
  }
  return bars;
}

function toBar(index: number, { start, sizeBytes, flags }: Resource): Bar | null {
  const isIo = (flags & IORESOURCE_IO) !== 0n;
  if (!isIo && (flags & IORESOURCE_MEM) === 0n) return null;
  return {
    index,
    start: `0x${start.toString(16)}`,
    sizeBytes,
    space: isIo ? 'io' : 'memory',
    is64Bit: (flags & IORESOURCE_MEM_64) !== 0n,
    isPrefetchable: (flags & IORESOURCE_PREFETCH) !== 0n,
  };
}

function parseOptionRom(lines: string[]): OptionRom | null | Malformed {
  const resource = parseLine(lines[ROM_LINE], ROM_LINE);
  if (resource === null || isMalformed(resource)) return resource;
  return { sizeBytes: resource.sizeBytes, isShadow: (resource.flags & IORESOURCE_ROM_SHADOW) !== 0n };
}

/** @returns null: nothing there. A BAR that was not given an address starts at 0 and keeps its size. */
function parseLine(line: string | undefined, index: number): Resource | null | Malformed {
  if (line === NOTHING) return null;
  const match = /^0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16})$/i.exec(line?.trimEnd() ?? '');
  if (!match) return malformed(line ? `line ${index}: ${line}` : `no line ${index}`);
  const start = BigInt(`0x${match[1]}`);
  const end = BigInt(`0x${match[2]}`);
  const flags = BigInt(`0x${match[3]}`);
  if (flags === 0n || end < start || end === 0n) return null;
  return { start, sizeBytes: Number(end - start + 1n), flags };
}
