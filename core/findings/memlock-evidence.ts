/** The ways of starting QEMU as evidence: what each process may lock now, and the lines that decide it later. */
import { isKnown } from '../host/measured.ts';
import { formatLimit } from '../memory/format-bytes.ts';
import type { MemlockWay } from '../memory/memlock-ways.ts';
import type { DerivedLimit } from '../memory/pam-limits.ts';
import { type Evidence, evidenceOfUnknown } from './evidence.ts';

const NAMES: Record<MemlockWay['kind'], string> = {
  'this-process': 'this shell or window',
  desktop: 'programs of the desktop (systemd --user)',
  ssh: 'a login through ssh',
  console: 'a login at the console',
  libvirt: 'libvirt, which raises the limit of each machine by itself',
};

export const nameWay = (way: MemlockWay): string => NAMES[way.kind];

/** This process is left out: whoever calls has its limits in more detail. */
export function evidenceOfWays(ways: readonly MemlockWay[]): Evidence[] {
  const others = ways.filter(way => way.kind !== 'this-process' && way.now !== null);
  return [...others.flatMap(nowEvidence), ...settingEvidence(ways)];
}

function nowEvidence(way: MemlockWay): Evidence[] {
  if (!way.now) return [];
  const { source, hardBytes } = way.now;
  if (!isKnown(hardBytes)) return [evidenceOfUnknown(hardBytes)];
  return [{ source, observed: `${nameWay(way)}: Max locked memory, hard ${formatLimit(hardBytes)}` }];
}

/** Each line once, with whom it is for. */
function settingEvidence(ways: readonly MemlockWay[]): Evidence[] {
  const lines = new Map<string, { text: string; ways: string[] }>();
  for (const way of ways) {
    if (!way.later || !isKnown(way.later)) continue;
    for (const { file, line, text } of way.later.setBy) {
      const at = `${file}:${line}`;
      lines.set(at, { text, ways: [...(lines.get(at)?.ways ?? []), nameWay(way)] });
    }
  }
  return [...lines].map(([source, found]) => ({ source, observed: `${found.text} (for ${found.ways.join('; ')})` }));
}

/** `4 GiB for programs of the desktop (systemd --user)`. */
export function describeLater(way: MemlockWay): string {
  const later: DerivedLimit | null = way.later && isKnown(way.later) ? way.later : null;
  return later === null ? nameWay(way) : `${formatLimit(later.hardBytes)} for ${nameWay(way)}`;
}
