/**
 * What the kernel's log says, by message and function: host-wide messages with the host, the others with the function
 * they are about, once it is picked. Harmless ones are left out.
 */
import { type Decoded, decode } from '../decoder/decode.ts';
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { KernelLog } from '../host/schema/kernel-log.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { type Bdf, slotOf } from '../pci/bdf.ts';
import type { LogMessage } from './catalogue/kernel-log.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

type Message = { decoded: Decoded; about: PciFunction | null; message: LogMessage };

/** What the host as a whole has to hear. */
export function checkKernelLog(host: HostSnapshot): Finding[] {
  const log = host.kernelLog;
  if (!isKnown(log)) return [{ code: 'kernel-log/unmeasured', gap: log, user: knownOr(host.user.name, null) }];
  const functions = new Map(knownOr(host.functions, []).map(fn => [fn.bdf, fn]));
  const messages = readMessages(log, functions);
  const general = messages.filter(({ about }) => about === null);
  const particular = messages.filter(({ about, decoded }) => about !== null && decoded.entry.weight === 'trouble');
  if (messages.length === 0) {
    const { totalLines: lines, isTruncated, source } = log;
    return [{ code: 'kernel-log/clean', lines, isTruncated, source }];
  }
  const excerpts = new Map<Bdf, string>();
  for (const { about, message } of particular)
    if (about && !excerpts.has(about.bdf)) excerpts.set(about.bdf, message.excerpt);
  const about = [...excerpts].map(([bdf, excerpt]) => ({ bdf, excerpt }));
  return [
    ...general.map(toFinding),
    ...(about.length > 0 ? [{ code: 'kernel-log/about-functions', about, source: log.source } as const] : []),
  ];
}

/** What was said about the picked functions, their cards, and the bridges above them. */
export function checkKernelLogOf(host: HostSnapshot, index: HostIndex, picked: readonly PciFunction[]): Finding[] {
  const log = host.kernelLog;
  if (!isKnown(log) || log.lines.length === 0) return [];
  const slots = new Set(picked.map(fn => slotOf(fn.bdf)));
  const bridges = new Set<Bdf>(picked.flatMap(fn => knownOr(fn.bridgePath, [])));
  return readMessages(log, index.functions)
    .filter(({ about }) => about !== null && (slots.has(slotOf(about.bdf)) || bridges.has(about.bdf)))
    .map(toFinding);
}

function toFinding({ decoded, message }: Message): Finding {
  return { code: decoded.entry.weight === 'trouble' ? 'kernel-log/trouble' : 'kernel-log/notice', ...message };
}

/** Like messages about the same function are one; `fine` ones are none. */
function readMessages(log: KernelLog, functions: ReadonlyMap<Bdf, PciFunction>): Message[] {
  const resolve = resolver(functions);
  const found = new Map<string, Message>();
  for (const { seconds, text } of log.lines) {
    const decoded = decode(text, 'kernel');
    if (decoded === null || decoded.entry.weight === 'fine') continue;
    const key = `${decoded.entry.id} ${decoded.address}`;
    const known = found.get(key);
    if (known) {
      known.message.count++;
      known.message.lastSeconds = seconds;
      known.message.excerpt = text;
      known.message.facts = { ...decoded.facts, device: known.message.facts.device ?? '' };
      continue;
    }
    const about = resolve(decoded.address);
    const message: LogMessage = {
      kind: decoded.entry.id,
      facts: about ? { ...decoded.facts, device: about.bdf } : decoded.facts,
      fn: about ? labelFunction(about) : null,
      count: 1,
      firstSeconds: seconds,
      lastSeconds: seconds,
      excerpt: text,
      source: log.source,
    };
    found.set(key, { decoded, about, message });
  }
  for (const { kind, address, leftOut } of log.repeats) {
    const known = found.get(`${kind} ${address}`);
    if (known) known.message.count += leftOut;
  }
  return [...found.values()];
}

/** A short address (`01:00.0`) means a function only where one segment alone has it. */
function resolver(functions: ReadonlyMap<Bdf, PciFunction>): (address: string | null) => PciFunction | null {
  let byShort: Map<string, PciFunction[]> | undefined;
  return address => {
    if (address === null) return null;
    if (address.split(':').length === 3) return functions.get(address as Bdf) ?? null;
    byShort ??= Map.groupBy(functions.values(), fn => fn.bdf.slice(fn.bdf.indexOf(':') + 1));
    const [only, ...others] = byShort.get(address) ?? [];
    return only && others.length === 0 ? only : null;
  };
}
