/**
 * A host from text that somebody posted: functions from lspci in all its forms and from shell loops over IOMMU groups,
 * the kernel's release and arguments and its messages from a log in the same text. Everything else is Unknown.
 *
 * The capabilities that decide isolation (ACS), the size of a resizable BAR and the serial number are read from
 * configuration space only, so they take a hex dump (lspci -xxxx): no bytes are made up from the words of lspci.
 */
import { LogSieve } from '../decoder/log-sieve.ts';
import { splitCommandLine } from '../host/command-line.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import { beyondPosts, mayListBePartial, notPasted, PASTED } from '../host/posted-text.ts';
import type { HostSnapshot, IommuGroup, PciFunction } from '../host/snapshot.ts';
import { unmeasuredGroup, unmeasuredHost } from '../host/unmeasured-host.ts';
import { type Bdf, compareBdf } from '../pci/bdf.ts';
import { isPciBridge } from '../pci/class-code.ts';
import { bridgePaths, type PostedBridge } from './bridge-tree.ts';
import { findEntries, isLogLine, type LspciEntry, type PostedText } from './lspci-entries.ts';
import { type RunFacts, readEntry, runFactsOf } from './lspci-function.ts';

export type PostedHost = { kind: 'snapshot'; snapshot: HostSnapshot } | { kind: 'no-host'; detail: string };

/** @param takenAt ISO 8601 instant of reading: the text has none. */
export function parsePostedText(text: string, { title, takenAt }: { title: string; takenAt: string }): PostedHost {
  const { entries, others, groups, strange } = findEntries(text);
  if (entries.length === 0)
    return { kind: 'no-host', detail: 'it has no line like "01:00.0 VGA compatible controller [0300]: ..."' };
  const blank = unmeasuredHost(beyondPosts, { origin: { kind: 'posted', title }, takenAt });
  const { functions, notes } = joinEntries(entries, groups);
  const host = { ...blank, functions };
  if (mayListBePartial(host))
    notes.push('it may not list every function of the host: the first one, 00:00.0, is not there');
  if (strange.count > 0) notes.push(explainStrange(strange));
  return {
    kind: 'snapshot',
    snapshot: {
      ...host,
      ...readLog(blank, others),
      iommu: { ...blank.iommu, groups: groupsOf(functions) },
      unreadable: notes.map(detail => ({ source: PASTED, detail })),
    },
  };
}

function explainStrange({ count, firstLine }: PostedText['strange']): string {
  return count === 1
    ? `line ${firstLine} has a PCI address and was not understood`
    : `${count} lines with a PCI address were not understood, the first is line ${firstLine}`;
}

function joinEntries(
  entries: readonly LspciEntry[],
  groups: PostedText['groups'],
): { functions: PciFunction[]; notes: string[] } {
  const runs = new Map([...Map.groupBy(entries, entry => entry.run)].map(([run, all]) => [run, runFactsOf(all)]));
  const alone: RunFacts = { hasDrivers: false, hasModules: false, hasGroups: false, isVerbose: false };
  const byAddress = new Map<Bdf, PciFunction>();
  const notes: string[] = [];
  for (const entry of entries) {
    const fn = readEntry(entry, runs.get(entry.run) ?? alone);
    const earlier = byAddress.get(fn.bdf);
    if (earlier && isOther(earlier, fn)) notes.push(`${fn.bdf} is two different functions in it; the last one counts`);
    byAddress.set(fn.bdf, earlier && !isOther(earlier, fn) ? merge(earlier, fn) : fn);
  }
  const bridges = new Map<Bdf, PostedBridge>();
  for (const entry of entries) {
    const bridge = readBridge(entry, byAddress.get(entry.header.bdf));
    if (bridge && (bridge.secondaryBus !== null || !bridges.has(bridge.bdf))) bridges.set(bridge.bdf, bridge);
  }
  const pathOf = bridgePaths([...bridges.values()]);
  const functions = [...byAddress.values()]
    .map(fn => ({
      ...fn,
      bridgePath: pathOf(fn.bdf),
      iommuGroup: isKnown(fn.iommuGroup) ? fn.iommuGroup : (groups.get(fn.bdf) ?? fn.iommuGroup),
    }))
    .sort((a, b) => compareBdf(a.bdf, b.bdf));
  for (const { bdf, revision } of functions)
    if (revision === 0xff)
      notes.push(`${bdf} has revision ff, as functions have that no longer answer; lspci -vv would tell`);
  if (entries.every(entry => entry.header.programmingInterface === null))
    notes.push('it names no programming interfaces (lspci -v does), so 00 stands for each');
  return { functions, notes };
}

function isOther(a: PciFunction, b: PciFunction): boolean {
  return isKnown(a.vendorId) && isKnown(b.vendorId) && (a.vendorId !== b.vendorId || a.deviceId !== b.deviceId);
}

/** The later text counts, but what it does not say stays. */
function merge(earlier: PciFunction, later: PciFunction): PciFunction {
  const told = Object.entries(later).filter(([, value]) => value !== null && isKnown(value));
  const merged: PciFunction = { ...earlier, ...Object.fromEntries(told) };
  for (const key of Object.keys(later) as (keyof PciFunction)[])
    if (later[key] === null && !isKnown(earlier[key])) Object.assign(merged, { [key]: null });
  // The longer dump, and the class with its interface.
  if (isKnown(earlier.config) && isKnown(later.config) && earlier.config.length > later.config.length)
    merged.config = earlier.config;
  if (isKnown(earlier.classCode) && isKnown(later.classCode) && (later.classCode & 0xff) === 0)
    merged.classCode = earlier.classCode;
  return merged;
}

const SECONDARY_BUS_OFFSET = 0x19;

function readBridge({ header, lines }: LspciEntry, fn: PciFunction | undefined): PostedBridge | null {
  if (!fn || !isKnown(fn.classCode) || !isPciBridge(fn.classCode)) return null;
  const text = lines.map(line => /^Bus: primary=[0-9a-f]{2}, secondary=([0-9a-f]{2})/.exec(line)?.[1]).find(Boolean);
  const dump = isKnown(fn.config) ? fn.config.slice(2 * SECONDARY_BUS_OFFSET, 2 * SECONDARY_BUS_OFFSET + 2) : undefined;
  const bus = text ?? dump;
  // 00: the firmware has not set the bridge up.
  const isSet = bus !== undefined && bus !== '00';
  const segment = header.bdf.slice(0, header.bdf.indexOf(':'));
  return { bdf: header.bdf, secondaryBus: isSet ? `${segment}:${bus}` : bus === '00' ? `${segment}:none` : null };
}

/** Groups as their members name them. None named: the text may just not show them. */
function groupsOf(functions: readonly PciFunction[]): HostSnapshot['iommu']['groups'] {
  const members = Map.groupBy(
    functions.filter(fn => knownOr(fn.iommuGroup, null) !== null),
    fn => knownOr(fn.iommuGroup, null) ?? -1,
  );
  if (members.size === 0)
    return notPasted('it names no IOMMU groups (lspci -v, or a loop over /sys/kernel/iommu_groups)');
  return [...members]
    .sort(([a], [b]) => a - b)
    .map(([id, all]): IommuGroup => ({ ...unmeasuredGroup(beyondPosts, id), members: all.map(fn => fn.bdf) }));
}

function readLog(blank: HostSnapshot, lines: readonly string[]): Pick<HostSnapshot, 'kernel' | 'kernelLog'> {
  const sieve = new LogSieve();
  let release: string | undefined;
  let commandLine: string | undefined;
  for (const line of lines) {
    if (!isLogLine(line)) continue;
    sieve.take(line);
    release ??= /\bLinux version (\d\S*)/.exec(line)?.[1];
    commandLine ??= /\b(?:Kernel c|C)ommand line: (.+)$/.exec(line)?.[1];
  }
  return {
    kernel: {
      ...blank.kernel,
      ...(release === undefined ? {} : { release }),
      ...(commandLine === undefined ? {} : { commandLine: splitCommandLine(commandLine) }),
    },
    kernelLog: sieve.totalLines > 0 ? sieve.finish(PASTED, false) : blank.kernelLog,
  };
}
