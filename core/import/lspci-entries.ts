/**
 * Finds functions in a posted text: which lines belong to which, and under which IOMMU group they were listed.
 *
 * Pastes come one after the other with talk between them. Without indentation (forums eat it) a line belongs to the
 * function above as long as it looks like one of lspci's; anything else is talk and ends the function.
 */
import { type Bdf, parseBdf } from '../pci/bdf.ts';
import { cleanLines } from './clean-paste.ts';
import { type LspciHeader, parseHeader } from './lspci-header.ts';

export type LspciEntry = {
  header: LspciHeader;
  /** Lines below, without indentation. */
  lines: string[];
  /** Bytes of `lspci -x`, by offset. */
  dump: Map<number, number[]>;
  /** From a heading of a shell loop; null: there was none. */
  group: number | null;
  /** From the end of its line, where loops put it; empty: it has none; undefined: not told there. */
  driver: string | undefined;
  /** Entries of one command: talk lies between runs. */
  run: number;
  /** Something of lspci's follows, so nothing of this entry was cut off. */
  isClosed: boolean;
};

export type PostedText = {
  entries: LspciEntry[];
  /** Lines that are no part of an entry: talk, logs. */
  others: string[];
  /** What links below /sys/kernel/iommu_groups say, as `find` lists them. */
  groups: ReadonlyMap<Bdf, number>;
  /** Lines that name a function in no form that is known here. Logs and prompts are none of them. */
  strange: { count: number; firstLine: number };
};

/** More than any host has; what is beyond is not read. */
const MOST_ENTRIES = 65_536;
const MOST_LINES = 400;
const MOST_OTHERS = 2_000_000;

const IOMMU_GROUP = /^[^0-9a-z]*IOMMU[ _-]?Group[ #:]*(\d{1,9})\b/i;
/** `Group 15: ...`, `### Group 1 ###`, `Group:  0   0000:00:00.0 ...`; "group 2 is not viable" is talk. */
const PLAIN_GROUP = /^[^0-9a-z]*Group[ #:]*(\d{1,9})(?=\W*$|\W+(?:\[|[0-9a-f:]{2,}:[01][0-9a-f]\.[0-7]\b))/i;
const GROUP_LINK = /\/iommu_groups\/(\d{1,9})\/devices\/([0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7])$/i;
/** Some loops put the driver behind the function. */
const DRIVER_BEHIND = /\sDriver: ?([\w-]*)$/;
const ADDRESS = /(?:^|[^\w:.])(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7](?![\w:.])/i;
const STARTS_WITH_ADDRESS = /^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7](?![\w:.])/i;
const LOG_LINE = /^(?:\[ *\d+\.\d+\]|\w{3} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT|<\d+>)/;
const SEPARATOR = /^-{2,}$/;
const PROMPT = /^(?:[\w.-]+@[\w.-]+[:\s]\S*\s?[$#%>]|\[[^\]]+@[^\]]+\][$#%]|[$#] )/;
const DUMP = /^([0-9a-f]{2,3}):((?: [0-9a-f]{2}){1,16})$/i;
const KEY =
  /^(?:Subsystem|DeviceName|Physical Slot|Control|Status|Latency|Interrupt|NUMA node|IOMMU group: \d|Region \d|\[virtual\]|Memory at|I\/O ports at|Expansion ROM at|Bus: primary|I\/O behind|Memory behind|Prefetchable memory behind|Secondary status|BridgeCtl|Capabilities|Kernel driver|Kernel modules|Flags|!!!|BAR \d|Initial VFs|VF offset|VF Migration|Supported Page Size|Vector table|PBA|Address|Masking|Memory window|I\/O window|[A-Z][A-Za-z]{1,11}\d?: )/;
const FLAGS = /^(?:[A-Za-z0-9/<>^()-]+[+-](?: |$))+/;
export const isLogLine = (line: string) => LOG_LINE.test(line);

/** Terminals wrap at 80 columns, mail before that. */
const WRAPPED_FROM = 60;

export function findEntries(text: string): PostedText {
  const entries: LspciEntry[] = [];
  const others: string[] = [];
  let open: LspciEntry | null = null;
  let group: number | null = null;
  let run = 0;
  let lastLength = 0;
  let lineNumber = 0;
  const groups = new Map<Bdf, number>();
  const strange = { count: 0, firstLine: 0 };

  function close(isClosed: boolean): void {
    if (open && isClosed) open.isClosed = true;
    open = null;
  }

  for (const raw of cleanLines(text.endsWith('\n') ? text.slice(0, -1) : text)) {
    const length = lastLength;
    lastLength = raw.length;
    lineNumber++;
    const line = raw.trim();
    if (line === '') {
      close(true);
      continue;
    }
    if (SEPARATOR.test(line)) {
      // grep prints it where it left lines out.
      close(false);
      run++;
      continue;
    }
    const link = GROUP_LINK.exec(line);
    const linked = parseBdf(link?.[2] ?? '');
    if (linked !== null) {
      close(true);
      groups.set(linked, Number(link?.[1]));
      continue;
    }
    const plain = PLAIN_GROUP.exec(line);
    const heading = plain ?? IOMMU_GROUP.exec(line);
    const rest = heading ? line.slice(heading[0].length) : line;
    // lspci has a line that begins with "IOMMU group", and none with "Group".
    const isOwnLine: boolean = open !== null && !plain && KEY.test(line);
    if (heading && !isOwnLine) {
      close(true);
      group = Number(heading[1]);
    }
    const header: LspciHeader | null = isOwnLine ? null : parseHeader(rest);
    if (header) {
      close(true);
      if (entries.length >= MOST_ENTRIES) continue;
      const driver = DRIVER_BEHIND.exec(rest)?.[1];
      open = { header, lines: [], dump: new Map(), group, driver, run, isClosed: false };
      entries.push(open);
      continue;
    }
    const isStrange = !isOwnLine && ADDRESS.test(line) && !isLogLine(line) && !PROMPT.test(line);
    const isFunction = isStrange && (STARTS_WITH_ADDRESS.test(line) || heading !== null);
    if (heading && !isOwnLine && !isFunction) continue;
    if (open && !isFunction && takeLine(open, raw, line, length)) continue;
    if (isStrange && strange.count++ === 0) strange.firstLine = lineNumber;
    close(false);
    if (heading) continue;
    group = null;
    run++;
    if (others.length < MOST_OTHERS) others.push(line);
  }
  return { entries, others, groups, strange };
}

/** @param before length of the line above. @returns false: the line is no part of the entry. */
function takeLine(entry: LspciEntry, raw: string, line: string, before: number): boolean {
  const dump = DUMP.exec(line);
  if (dump) {
    const bytes = (dump[2] ?? '')
      .trim()
      .split(' ')
      .map(byte => Number.parseInt(byte, 16));
    entry.dump.set(Number.parseInt(dump[1] ?? '', 16), bytes);
    return true;
  }
  if (PROMPT.test(line)) return false;
  const isIndented = raw.startsWith(' ');
  if (KEY.test(line) || FLAGS.test(line) || isIndented) {
    if (entry.lines.length < MOST_LINES) entry.lines.push(line);
    return true;
  }
  if (before < WRAPPED_FROM) return false;
  continueLine(entry, line);
  return true;
}

function continueLine(entry: LspciEntry, line: string): void {
  const last = entry.lines.pop();
  if (last !== undefined) {
    entry.lines.push(`${last} ${line}`);
    return;
  }
  // The first line was wrapped: its end has the ids.
  entry.header = completeHeader(entry.header, line);
}

function completeHeader(header: LspciHeader, more: string): LspciHeader {
  const rest = parseHeader(`${header.bdf} Unclassified [0000]: ${more}`);
  if (!rest || header.vendorId !== null) return header;
  return {
    ...header,
    vendorId: rest.vendorId,
    deviceId: rest.deviceId,
    revision: rest.revision,
    programmingInterface: rest.programmingInterface,
    name: [header.name, rest.name].filter(part => part !== null).join(' ') || null,
  };
}
