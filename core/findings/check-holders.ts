/**
 * Which programs have the picked functions open now.
 *
 * Not told is who listens to a keyboard, to sound or to a camera on USB, or to the bus as such: these are unplugged every
 * day, and the kernel and the programs are used to it.
 */
import { areDeviceFilesComplete, holderGaps } from '../cost/holder-cost.ts';
import { holdersByFunction, isVfioFile } from '../holders/held-functions.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { Holder } from '../host/schema/seat.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { isUsbController } from '../pci/class-code.ts';
import type { Finding } from './finding.ts';
import { labelFunction } from './function-label.ts';

export function checkHolders(host: HostSnapshot, picked: readonly PciFunction[]): Finding[] {
  const held = holdersThatHinder(host, picked);
  // Programs of one card are told together, but what is proved, what hangs and what only hurts apart.
  const byCode = Map.groupBy(
    picked.filter(fn => held.has(fn.bdf)),
    fn => codeOf(fn, held.get(fn.bdf) ?? []),
  );
  const staying = cardsThatStay(host, picked);
  return [
    ...[...byCode].map(([code, members]): Finding => {
      const fns = members.map(labelFunction);
      const holders = mergeHolders(members.flatMap(fn => held.get(fn.bdf) ?? []));
      return code === 'holders/other-machine' ? { code, fns, holders } : { code, fns, holders, staying };
    }),
    ...checkReach(host, picked, held),
  ];
}

/** Of each function that is held: by whom, and with which files. */
export function holdersThatHinder(host: HostSnapshot, picked: readonly PciFunction[]): Map<Bdf, Holder[]> {
  const all = holdersByFunction(host);
  return new Map(
    picked.flatMap(fn => {
      const holders = (all.get(fn.bdf) ?? []).flatMap(holder => {
        const paths = holder.paths.filter(path => hinders(fn, path));
        return paths.length > 0 ? [{ ...holder, paths }] : [];
      });
      return holders.length > 0 ? [[fn.bdf, holders] as const] : [];
    }),
  );
}

const hinders = ({ classCode }: PciFunction, path: string): boolean =>
  isVfioFile(path) || !(LISTENED_TO.test(path) || (isUsbController(knownOr(classCode, 0)) && UNPLUGGED.test(path)));

/** Who listens to a keyboard lets it go, wherever it hangs. */
const LISTENED_TO = /^\/dev\/(input\/|hidraw\d|usb\/hiddev)/;
/** Of what hangs on USB. A disk, a tape or a serial line may be written to at this moment. */
const UNPLUGGED = /^\/dev\/(bus\/usb\/|snd\/|video\d|vbi\d|radio\d|media\d|v4l-subdev\d)/;

const holdsNode = (holder: Holder) => holder.paths.some(isVfioFile);

type HeldCode = 'holders/other-machine' | 'holders/nvidia-held' | 'holders/in-use';

function codeOf({ driver }: PciFunction, holders: readonly Holder[]): HeldCode {
  if (holders.some(holdsNode)) return 'holders/other-machine';
  return knownOr(driver, null) === 'nvidia' ? 'holders/nvidia-held' : 'holders/in-use';
}

function cardsThatStay({ seat }: HostSnapshot, picked: readonly PciFunction[]): Bdf[] {
  const leaving = new Set(picked.map(fn => fn.bdf));
  return knownOr(seat.drmCards, []).flatMap(card =>
    card.function !== null && !leaving.has(card.function) ? [card.function] : [],
  );
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
  const wanted = new Set(picked.map(fn => fn.bdf));
  const filesOf = new Map<Bdf, string[]>();
  for (const { path, functions } of knownOr(deviceFiles, [])) {
    for (const bdf of functions) if (wanted.has(bdf)) filesOf.set(bdf, [...(filesOf.get(bdf) ?? []), path]);
  }
  const isComplete = areDeviceFilesComplete(host);
  // A VFIO node can be opened once: if somebody has it, nobody else does.
  const asked = picked.filter(fn => {
    if (held.get(fn.bdf)?.some(holdsNode)) return false;
    return filesOf.get(fn.bdf)?.some(path => hinders(fn, path)) || (!isComplete && knownOr(fn.driver, '') !== null);
  });
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
