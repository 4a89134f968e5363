/**
 * Which processes hold which function, each with those of its open files that tell it.
 *
 * Some files belong to several functions: NVIDIA's control nodes and AMD's /dev/kfd. They tell nothing of a process that
 * also has one of these functions open by a file of its own. A VFIO group is different: who opens it has all members.
 */
import { isKnown } from '../host/measured.ts';
import type { Holder } from '../host/schema/seat.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';

/** Empty where holders were not measured: whoever asks looks at the gaps too. */
export function holdersByFunction({ holders }: HostSnapshot): Map<Bdf, Holder[]> {
  const held = new Map<Bdf, Holder[]>();
  if (!isKnown(holders.deviceFiles) || !isKnown(holders.processes)) return held;
  const owners = new Map(holders.deviceFiles.map(file => [file.path, file.functions]));
  for (const process of holders.processes) {
    for (const [bdf, paths] of functionsOf(process, owners)) {
      const known = held.get(bdf);
      if (known) known.push({ ...process, paths });
      else held.set(bdf, [{ ...process, paths }]);
    }
  }
  return held;
}

export const isVfioFile = (path: string): boolean => path.startsWith('/dev/vfio/');

function functionsOf({ paths }: Holder, owners: ReadonlyMap<string, readonly Bdf[]>): Map<Bdf, string[]> {
  const held = new Map<Bdf, string[]>();
  const add = (path: string, bdf: Bdf) => held.set(bdf, [...(held.get(bdf) ?? []), path]);
  const functionsBehind = (path: string) => owners.get(path) ?? [];
  const isShared = (path: string) => functionsBehind(path).length > 1 && !isVfioFile(path);
  for (const path of paths) if (!isShared(path)) for (const bdf of functionsBehind(path)) add(path, bdf);
  const certain = new Set(held.keys());
  for (const path of paths.filter(isShared)) {
    const all = functionsBehind(path);
    const known = all.filter(bdf => certain.has(bdf));
    for (const bdf of known.length > 0 ? known : all) add(path, bdf);
  }
  return held;
}
