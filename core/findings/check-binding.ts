/**
 * Which of the picked functions VFIO holds, and which may be handed to it now.
 *
 * A function that the host still needs, or that a program has open, must not be unbound: the command for it is not offered
 * before that is over. What counts is whether something is in use, not how much it would be missed. NVIDIA's driver waits
 * for ever when it is unbound from a card that somebody has open: there not to know is reason enough to wait.
 */
import { costOfSelection, functionsInAssembled } from '../cost/cost-of-functions.ts';
import { holderGaps } from '../cost/holder-cost.ts';
import type { CostReason } from '../cost/host-cost.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { isVfioDriver } from '../vfio/driver-role.ts';
import { holdersThatHinder } from './check-holders.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

export function checkBinding(host: HostSnapshot, picked: readonly PciFunction[]): Finding[] {
  const measured = picked.filter(fn => isKnown(fn.driver));
  const isBound = (fn: PciFunction) => isVfioDriver(knownOr(fn.driver, null) ?? '');
  const bound = measured.filter(isBound).map(labelFunction);
  const unbound = measured.filter(fn => !isBound(fn)).map(labelFunction);
  const assembled = functionsInAssembled(host, new Set(picked.map(fn => fn.bdf)));
  const inUse = new Set([...functionsInUse(host, picked), ...assembled]);
  const driven = unbound.filter(({ driver }) => driver !== null);
  const notNow = driven.filter(({ bdf }) => inUse.has(bdf)).map(({ bdf }) => bdf);
  const keptOpen = notNow.filter(bdf => assembled.has(bdf));
  const unseen = holderGaps(host).length > 0 ? driven.filter(({ driver }) => driver === 'nvidia') : [];
  const lookFirst = unseen.filter(({ bdf }) => !inUse.has(bdf)).map(({ bdf }) => bdf);
  return [
    ...picked.flatMap(fn =>
      isKnown(fn.driver) ? [] : [{ code: 'vfio/driver-unmeasured', fn: labelFunction(fn), gap: fn.driver } as const],
    ),
    ...(unbound.length > 0 ? [{ code: 'vfio/not-bound', fns: unbound, notNow, keptOpen, lookFirst } as const] : []),
    ...(bound.length > 0 ? [{ code: 'vfio/bound', fns: bound } as const] : []),
  ];
}

/** Data that may be written at this moment; everything else may be taken away unless it refuses. */
const IN_USE: ReadonlySet<CostReason['kind']> = new Set(['file-system', 'swap', 'array-member', 'idle-member']);

function functionsInUse(host: HostSnapshot, picked: readonly PciFunction[]): Set<Bdf> {
  const leaving = new Set(picked.map(fn => fn.bdf));
  const { reasons } = costOfSelection(host, leaving);
  return new Set([
    ...reasons.filter(({ kind, level }) => level === 'refuses' || IN_USE.has(kind)).map(({ bdf }) => bdf),
    ...holdersThatHinder(host, picked).keys(),
  ]);
}
