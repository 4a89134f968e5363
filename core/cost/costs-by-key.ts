/** Reasons and gaps, collected by the key under which functions leave. */
import type { Unknown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import type { CostReason } from './host-cost.ts';

export type CostsByKey = {
  reasons: Map<Bdf, CostReason[]>;
  /** What was not measured about these functions, and would have told more. */
  gaps: Map<Bdf, Unknown[]>;
};

export function addTo<T>(map: Map<Bdf, T[]>, key: Bdf, item: T): void {
  const known = map.get(key);
  if (known) known.push(item);
  else map.set(key, [item]);
}

/** Files below one of `folders` that the scan could not use. What vanished meanwhile is not there to be lost. */
export function unreadableBelow(host: HostSnapshot, folders: readonly string[]): Unknown[] {
  return host.unreadable
    .filter(({ source, detail }) => folders.some(folder => source.startsWith(folder)) && !detail.startsWith('absent'))
    .map(({ source, detail }) => ({ unknown: 'failed', source, detail }));
}
