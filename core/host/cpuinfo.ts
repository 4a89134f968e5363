/**
 * /proc/cpuinfo: who made the processor, what it offers, and how many physical address bits it has.
 *
 * Only the first processor is read: the facts that Bindery uses are the same on all of them.
 * Source: Linux arch/x86/kernel/cpu/proc.c, show_cpuinfo(); arch/arm64/kernel/cpuinfo.c, c_show().
 */
import { type Malformed, malformed } from './malformed.ts';

export type CpuInfo = {
  /** `GenuineIntel`, `AuthenticAMD`; Malformed on processors that have no such line (Arm prints an implementer number). */
  vendor: string | Malformed;
  model: string | Malformed;
  /** `flags` on x86, `Features` on Arm. */
  flags: string[] | Malformed;
  /** From `address sizes`, which only x86 prints. */
  physicalAddressBits: number | Malformed;
};

export function parseCpuInfo(text: string): CpuInfo {
  const fields = firstProcessor(text);
  const field = (name: string) => fields.get(name) || malformed(`no line "${name}"`);
  const flags = fields.get('flags') ?? fields.get('Features');
  return {
    vendor: field('vendor_id'),
    model: field('model name'),
    flags: flags === undefined ? malformed('no line "flags"') : flags.split(/\s+/).filter(flag => flag !== ''),
    physicalAddressBits: parseAddressSizes(fields.get('address sizes')),
  };
}

function firstProcessor(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  const end = text.search(/\n\s*\n/);
  for (const line of (end < 0 ? text : text.slice(0, end)).split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return fields;
}

/** `39 bits physical, 48 bits virtual`. */
function parseAddressSizes(line: string | undefined): number | Malformed {
  if (line === undefined) return malformed('no line "address sizes"');
  const bits = Number(/^(\d{1,3}) bits physical/.exec(line)?.[1]);
  return bits > 0 && bits <= 64 ? bits : malformed(line);
}
