/** Which programs have the picked functions open now. */
import { holderGaps } from '../cost/holder-cost.ts';
import { holdersByFunction, isVfioFile } from '../holders/held-functions.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { Holder } from '../host/schema/seat.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

export function checkHolders(host: HostSnapshot, picked: readonly PciFunction[]): Finding[] {
  const held = holdersByFunction(host);
  // Programs of one card are told together, but what is proved, what hangs and what only hurts apart.
  const byCode = Map.groupBy(
    picked.filter(fn => held.has(fn.bdf)),
    fn => codeOf(fn, held.get(fn.bdf) ?? []),
  );
  return [
    ...[...byCode].map(
      ([code, fns]): Finding => ({
        code,
        fns: fns.map(labelFunction),
        holders: mergeHolders(fns.flatMap(fn => held.get(fn.bdf) ?? [])),
      }),
    ),
    ...checkReach(host, picked, held),
  ];
}

type HeldCode = 'holders/other-machine' | 'holders/nvidia-held' | 'holders/in-use';

function codeOf({ driver }: PciFunction, holders: readonly Holder[]): HeldCode {
  if (holders.some(holder => holder.paths.some(isVfioFile))) return 'holders/other-machine';
  return knownOr(driver, null) === 'nvidia' ? 'holders/nvidia-held' : 'holders/in-use';
}

/** A process that holds several functions, once, with all files. */
function mergeHolders(holders: readonly Holder[]): Holder[] {
  return [...Map.groupBy(holders, holder => holder.pid).values()].flatMap(same => {
    const [first] = same;
    return first ? [{ ...first, paths: [...new Set(same.flatMap(holder => holder.paths))].sort() }] : [];
  });
}

/** How far the look went. What has no device file cannot be held, so it needs no answer. */
function checkReach(
  host: HostSnapshot,
  picked: readonly PciFunction[],
  held: ReadonlyMap<Bdf, readonly Holder[]>,
): Finding[] {
  const { deviceFiles, processes, unreadableProcesses: closed } = host.holders;
  const withFile = isKnown(deviceFiles) ? new Set(deviceFiles.flatMap(file => file.functions)) : null;
  const asked = picked.filter(fn => (withFile ? withFile.has(fn.bdf) : knownOr(fn.driver, '') !== null));
  if (asked.length === 0) return [];
  const gaps = holderGaps(host);
  if (gaps.length > 0) {
    // The number is of use only where the processes that could be looked into were.
    const counted = isKnown(deviceFiles) && isKnown(processes) ? knownOr(closed, null) : null;
    return [{ code: 'holders/unmeasured', fns: asked.map(labelFunction), closed: counted || null, gaps }];
  }
  const free = asked.filter(fn => !held.has(fn.bdf)).map(labelFunction);
  return free.length > 0 ? [{ code: 'holders/none', fns: free }] : [];
}
