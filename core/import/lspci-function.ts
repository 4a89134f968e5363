/**
 * One function from what lspci printed about it. What the text does not say is Unknown: it is never taken for "no",
 * except where lspci prints a line whenever there is one and the text shows that it was asked to.
 * Source: pciutils lspci.c, ls-caps.c, ls-ecaps.c, ls-kernel.c.
 */
import type { Measured } from '../host/measured.ts';
import { beyondPosts, notPasted } from '../host/posted-text.ts';
import type { Bar, PciFunction } from '../host/snapshot.ts';
import { unmeasuredFunction } from '../host/unmeasured-host.ts';
import { isDisplay, isPciBridge } from '../pci/class-code.ts';
import { readCapabilities } from './lspci-capabilities.ts';
import type { LspciEntry } from './lspci-entries.ts';

/** lspci has no option for these. */
const NEVER_PRINTED = {
  driverOverride: beyondPosts,
  vfioNode: beyondPosts,
  romFileMode: beyondPosts,
  isBootVga: beyondPosts,
  resetMethods: beyondPosts,
  runtimeStatus: beyondPosts,
  mayRuntimeSuspend: beyondPosts,
  isD3coldAllowed: beyondPosts,
  physicalFunction: beyondPosts,
  suppliers: beyondPosts,
  consumers: beyondPosts,
} satisfies Partial<PciFunction>;

/** What the run of entries around a function shows of the options that lspci was given. */
export type RunFacts = {
  /** Drivers are listed (`-k`, `-v`). */
  hasDrivers: boolean;
  hasModules: boolean;
  hasGroups: boolean;
  /** `-v` or more. */
  isVerbose: boolean;
};

export function runFactsOf(entries: readonly LspciEntry[]): RunFacts {
  const has = (pattern: RegExp) => entries.some(entry => entry.lines.some(line => pattern.test(line)));
  const isVerbose = has(/^(?:Flags|Control): /);
  return {
    isVerbose,
    hasDrivers: isVerbose || has(/^Kernel (?:driver in use|modules): /),
    hasModules: has(/^Kernel modules: /),
    hasGroups: has(/^IOMMU group: \d|^Flags: .*IOMMU group \d/) || entries.some(entry => entry.group !== null),
  };
}

/** `bridgePath` is not filled in: it takes all bridges. */
export function readEntry(entry: LspciEntry, run: RunFacts): PciFunction {
  const { header, lines } = entry;
  const blank = { ...unmeasuredFunction(notPasted('it does not say'), header.bdf), ...NEVER_PRINTED };
  const own = ownLines(lines);
  const find = (pattern: RegExp, among = lines) => {
    for (const line of among) {
      const match = pattern.exec(line);
      if (match) return match;
    }
    return null;
  };
  const isVerbose = find(/^(?:Flags|Control): /) !== null;
  // Drivers come last, so where one is named nothing is missing before it.
  const isWhole = entry.isClosed || find(/^Kernel (?:driver in use|modules): /) !== null;
  const isLost = readsAsOnes(entry);
  // After a header of no known type lspci prints nothing but drivers.
  const isCutByHeader = find(UNKNOWN_HEADER) !== null;
  const classCode = readClass(entry, isLost);
  // Bridges have theirs in a capability.
  const hasSubsystems =
    typeof classCode === 'number' && isPciBridge(classCode)
      ? lines.some(line => line.startsWith('Capabilities: ['))
      : run.hasDrivers && !isCutByHeader;
  const orNull = <T>(value: T | undefined, isTold: boolean): Measured<T | null> =>
    value ?? ((isTold && isWhole ? null : blank.driver) as Measured<T | null>);

  const subsystem = find(/^Subsystem: .*?\[?([0-9a-f]{4}): ?([0-9a-f]{4})\]?$/i);
  const driver = find(/^Kernel driver in use: (\S+)/)?.[1];
  const modules = find(/^Kernel modules: (.+)$/)?.[1];
  const group = find(/^IOMMU group: (\d+)/)?.[1] ?? find(/^Flags: .*IOMMU group (\d+)/)?.[1];
  const numa = find(/^NUMA node: (\d+)/)?.[1] ?? find(/^Flags: .*NUMA node (\d+)/)?.[1];
  return {
    ...blank,
    vendorId: header.vendorId ?? notPasted('it has no numbers (lspci -nn)'),
    deviceId: header.deviceId ?? notPasted('it has no numbers (lspci -nn)'),
    subsystemVendorId: subsystem ? hex(subsystem[1]) : noSubsystem(entry, hasSubsystems && isWhole),
    subsystemDeviceId: subsystem ? hex(subsystem[2]) : noSubsystem(entry, hasSubsystems && isWhole),
    classCode,
    revision: isLost
      ? notPasted('the function answers only ones')
      : (header.revision ?? notPasted('it has no revision')),
    deviceName: header.name,
    driver: driver === undefined && entry.driver !== undefined ? entry.driver || null : orNull(driver, run.hasDrivers),
    candidateModules: readModules(modules, run.hasModules && isWhole),
    iommuGroup: orNull(group === undefined ? (entry.group ?? undefined) : Number(group), run.hasGroups && isVerbose),
    bars: readBars(own, isVerbose && (isWhole || own.length < lines.length)),
    optionRom: readRom(own, isVerbose && (isWhole || own.length < lines.length)),
    isBootVga: typeof classCode === 'number' && !isDisplay(classCode) ? null : blank.isBootVga,
    numaNode: orNull(numa === undefined ? undefined : Number(numa), isVerbose),
    ...readCapabilities(lines, isWhole),
    config: isLost && entry.dump.size === 0 ? ALL_ONES : readDump(entry.dump),
  };
}

const hex = (text: string | undefined) => Number.parseInt(text ?? '', 16);

function noSubsystem(entry: LspciEntry, isTold: boolean): Measured<number | null> {
  if (isTold) return null;
  return notPasted(entry.lines.length > 0 ? 'it does not show one' : 'it lists no subsystems (lspci -k or -v)');
}

function readModules(text: string | undefined, isTold: boolean): Measured<string[]> {
  if (text === undefined) return isTold ? [] : notPasted('it lists no modules');
  return text.split(',').map(name => name.trim().replaceAll('-', '_'));
}

/** lspci prints the interface only when it is verbose; then none means 0. Without it 0 stands in, which names the plain device. */
function readClass({ header }: LspciEntry, isLost: boolean): Measured<number> {
  if (header.classId === null) return notPasted('it has no class');
  return (header.classId << 8) | (isLost ? 0 : (header.programmingInterface ?? 0));
}

const UNKNOWN_HEADER = /^!!! Unknown header type ([0-9a-f]{2})/i;
const ALL_ONES = 'ff'.repeat(64);

/**
 * A function that is off the bus or has no power: all reads give ones. Ids and class come from the kernel's memory then,
 * and the three bytes that lspci reads itself show it: revision and interface as ff, the header type as 7f, which is ff
 * without the bit for several functions. A revision of ff alone proves nothing.
 */
function readsAsOnes({ header, lines }: LspciEntry): boolean {
  return (
    (header.revision === 0xff && header.programmingInterface === 0xff) ||
    lines.some(line => UNKNOWN_HEADER.exec(line)?.[1]?.toLowerCase() === '7f')
  );
}

/** Those about the function itself: a capability may have regions of its own (SR-IOV). */
function ownLines(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex(line => line.startsWith('Capabilities:'));
  return end < 0 ? lines : lines.slice(0, end);
}

const REGION = /^(?:Region (\d): ?)?(?:\[virtual\] )?(Memory|I\/O ports) at (<[\w-]+>|[0-9a-f]+)(?!\w)(.*)$/;

function readBars(lines: readonly string[], isWhole: boolean): Measured<Bar[]> {
  const regions = lines.flatMap(line => {
    const match = REGION.exec(line);
    return match ? [match] : [];
  });
  if (regions.length === 0 && !isWhole) return notPasted('it lists no regions (lspci -vv)');
  if (!isWhole) return notPasted('it was cut');
  // What the kernel ignores it gives no resource either.
  const used = regions.filter(([, , , address, rest]) => address !== '<ignored>' || /\[size=/.test(rest ?? ''));
  const slots = used.map(([, , space, , rest]) => (space === 'Memory' && /64-bit/.test(rest ?? '') ? 2 : 1));
  const isNumbered = used.every(match => match[1] !== undefined);
  // Unnumbered regions (-v) stand in order: their places are certain only where they fill all six.
  if (!isNumbered && sum(slots) !== 6) return notPasted('it does not number the regions (lspci -vv does)');
  const bars: Bar[] = [];
  let next = 0;
  for (const [at, [, index, space, address = '', rest = '']] of used.entries()) {
    const sizeBytes = readSize(rest);
    const place = index === undefined ? next : Number(index);
    if (sizeBytes === null) return notPasted(`region ${place} has no size`);
    if (place > 5) return notPasted(`there is no region ${place}`);
    bars.push({
      index: place,
      start: address.startsWith('<') ? '0x0' : `0x${BigInt(`0x${address}`).toString(16)}`,
      sizeBytes,
      space: space === 'Memory' ? 'memory' : 'io',
      is64Bit: /64-bit/.test(rest),
      isPrefetchable: /[ (]prefetchable/.test(rest),
    });
    next = place + (slots[at] ?? 1);
  }
  return bars;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function readRom(lines: readonly string[], isWhole: boolean): PciFunction['optionRom'] {
  for (const line of lines) {
    const match = /^(?:\[virtual\] )?Expansion ROM at (<[\w-]+>|[0-9a-f]+)(.*)$/.exec(line);
    if (!match) continue;
    const sizeBytes = readSize(match[2] ?? '');
    if (sizeBytes === null) return notPasted('the option ROM has no size');
    // The copy that the firmware leaves in RAM always stands there. Source: Linux arch/x86/pci/fixup.c, pci_fixup_video().
    return { sizeBytes, isShadow: /^0*c0000$/i.test(match[1] ?? '') };
  }
  return isWhole ? null : notPasted('it lists no option ROM (lspci -v)');
}

const UNITS: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

function readSize(text: string): number | null {
  const match = /\[size=(\d{1,10})([KMGT]?)\]/.exec(text);
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) : null;
}

const HEADER_BYTES = 64;

function readDump(dump: ReadonlyMap<number, readonly number[]>): Measured<string> {
  const bytes: number[] = [];
  for (let row = dump.get(0); row !== undefined && row.length > 0; row = dump.get(bytes.length)) bytes.push(...row);
  if (bytes.length === 0) return notPasted('it has no hex dump (lspci -xxxx, as root)');
  if (bytes.length < HEADER_BYTES) return notPasted(`its hex dump ends after ${bytes.length} bytes`);
  return bytes
    .slice(0, 4096)
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('');
}
