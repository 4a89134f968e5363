/**
 * Which processes hold which function, each with those of its open files that tell it.
 *
 * NVIDIA's control nodes and AMD's /dev/kfd belong to several functions, and tell nothing of a process that also has one
 * of these functions open by a file of its own. Others of several functions are different: who opens a VFIO group has all
 * members, who opens a volume has all the disks below it.
 */
import { isKnown } from '../host/measured.ts';
import type { Holder } from '../host/schema/seat.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';

/** Empty where holders were not measured: whoever asks looks at the gaps too. */
export function holdersByFunction({ holders }: HostSnapshot): Map<Bdf, Holder[]> {
  const held = new Map<Bdf, Holder[]>();
  if (!isKnown(holders.deviceFiles) || !isKnown(holders.processes)) return held;
  const owners = new Map(holders.deviceFiles.map(file => [file.path, new Set(file.functions)]));
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

function functionsOf({ paths }: Holder, owners: ReadonlyMap<string, ReadonlySet<Bdf>>): Map<Bdf, string[]> {
  const held = new Map<Bdf, string[]>();
  const add = (path: string, functions: Iterable<Bdf>) => {
    for (const bdf of functions) {
      const known = held.get(bdf);
      if (known) known.push(path);
      else held.set(bdf, [path]);
    }
  };
  const isShared = (path: string) => /^\/dev\/(nvidia|kfd$)/.test(path) && (owners.get(path)?.size ?? 0) > 1;
  for (const path of paths) if (!isShared(path)) add(path, owners.get(path) ?? []);
  const certain = [...held.keys()];
  for (const path of paths.filter(isShared)) {
    const all = owners.get(path) ?? new Set();
    const known = certain.filter(bdf => all.has(bdf));
    add(path, known.length > 0 ? known : all);
  }
  return held;
}
