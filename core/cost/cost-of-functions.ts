/**
 * What it costs the host to hand functions over: each alone, or a selection as a whole.
 *
 * The parts (disks, network, what the person sees and types on, programs) look at the host once, whatever the number of
 * functions. `free` is said of a function only as far as was measured: a fact that could not be read is a gap of every
 * function that it might have told about, and of no other.
 */
import { isKnown, knownOr, type Unknown } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { isAudio, isDisplay, isNetwork, isStorage, isUsbController } from '../pci/class-code.ts';
import { isBridgeFunction } from '../pci/function-role.ts';
import { holdsGroup } from '../vfio/driver-role.ts';
import { type CostsByKey, unreadableBelow } from './costs-by-key.ts';
import { areDeviceFilesComplete, holderGaps, holderReasons, holderReasonsOfEach } from './holder-cost.ts';
import type { CostLevel, CostReason, HostCost } from './host-cost.ts';
import { alone, together } from './loss-graph.ts';
import { functionsWithInterfaces, networkCosts, networkGraph } from './network-cost.ts';
import { seatGaps, seatReasons, seatReasonsOfEach } from './seat-cost.ts';
import { functionsOfAssembled, functionsWithDisks, storageCosts } from './storage-cost.ts';
import { storageGraph } from './storage-graph.ts';

const NONE: readonly never[] = [];
const FREE: HostCost = { level: 'free', reasons: [], gaps: [] };

/** Several checks ask about the same selection, one after the other. */
const lastSelection = new WeakMap<HostSnapshot, { picked: string; cost: HostCost }>();

/** The cost when exactly `picked` leave. */
export function costOfSelection(host: HostSnapshot, picked: ReadonlySet<Bdf>): HostCost {
  const name = [...picked].sort().join();
  const last = lastSelection.get(host);
  if (last?.picked === name) return last.cost;
  const cost = lookAtSelection(host, picked);
  lastSelection.set(host, { picked: name, cost });
  return cost;
}

function lookAtSelection(host: HostSnapshot, picked: ReadonlySet<Bdf>): HostCost {
  const group = together(picked);
  if (group === undefined) return FREE;
  const { storage, network, gapsOf } = measureHost(host);
  const functions = knownOr(host.functions, []).filter(fn => picked.has(fn.bdf));
  const byKey = [storageCosts(storage, group.keyOf), networkCosts(network, group.keyOf)];
  const gaps = [...gapsAt(byKey, group.key), ...functions.flatMap(gapsOf)];
  return summarize(
    [...reasonsAt(byKey, group.key), ...seatReasons(host, picked), ...holderReasons(host, picked)],
    gaps,
  );
}

/** Those of `picked` whose disks the kernel keeps open: arrays that run, opened volumes, imported pools. */
export function functionsInAssembled(host: HostSnapshot, picked: ReadonlySet<Bdf>): ReadonlySet<Bdf> {
  const group = together(picked);
  return group === undefined ? new Set() : functionsOfAssembled(measureHost(host).storage, group.key, group.keyOf);
}

/** The cost of every function when it leaves alone. */
export function costOfEach(host: HostSnapshot): ReadonlyMap<Bdf, HostCost> {
  const { storage, network, gapsOf } = measureHost(host);
  const byKey = [storageCosts(storage, alone), networkCosts(network, alone)];
  const seat = seatReasonsOfEach(host);
  const holders = holderReasonsOfEach(host);
  const parts = [...byKey.map(part => part.reasons), seat, holders];
  const costs = new Map<Bdf, HostCost>();
  for (const fn of knownOr(host.functions, [])) {
    const reasons = parts.flatMap(part => part.get(fn.bdf) ?? []);
    costs.set(fn.bdf, summarize(reasons, [...gapsAt(byKey, fn.bdf), ...gapsOf(fn)]));
  }
  return costs;
}

/** A snapshot does not change, so what was found out about it holds as long as it is there. */
const known = new WeakMap<HostSnapshot, ReturnType<typeof lookAt>>();

function measureHost(host: HostSnapshot): ReturnType<typeof lookAt> {
  let found = known.get(host);
  if (found === undefined) known.set(host, (found = lookAt(host)));
  return found;
}

function lookAt(host: HostSnapshot) {
  const physical = new Map(knownOr(host.functions, []).map(fn => [fn.bdf, knownOr(fn.physicalFunction, null)]));
  const physicalOf = (bdf: Bdf) => physical.get(bdf) ?? null;
  const storage = storageGraph(host, physicalOf);
  const network = networkGraph(host.network, knownOr(host.storage.mounts, []), physicalOf);
  const withDisk = functionsWithDisks(storage);
  const withInterface = functionsWithInterfaces(network);
  const disks = [
    ...(isKnown(host.storage.blockDevices) ? [] : [host.storage.blockDevices]),
    ...unreadableBelow(host, ['/sys/class/block/', '/sys/class/nvme-subsystem/']),
  ];
  const diskUse = unreadableBelow(host, ['/sys/fs/btrfs/']);
  const interfaces = [
    ...(isKnown(host.network.interfaces) ? [] : [host.network.interfaces]),
    ...unreadableBelow(host, ['/sys/class/net/']),
    // It may be any of them that leads to a disk on a network.
    ...storage.overNetwork,
  ];
  const { interfaces: listed } = host.network;
  const shown = isKnown(listed) ? new Set(listed.flatMap(one => one.function ?? [])) : null;
  const networkUse = unreadableBelow(host, ['/proc/net/']);
  const seat = seatGaps(host);
  const holders = holderGaps(host);
  const { deviceFiles } = host.holders;
  const withFile =
    isKnown(deviceFiles) && areDeviceFilesComplete(host) ? new Set(deviceFiles.flatMap(file => file.functions)) : null;
  const hides = (fn: PciFunction) => shown !== null && !shown.has(fn.bdf) && isDrivenNetworkCard(fn);
  const hasGaps = [disks, diskUse, interfaces, networkUse, seat, holders].some(gaps => gaps.length > 0);
  const gapsOf = (fn: PciFunction): readonly Unknown[] => {
    const hidden = hides(fn) ? [hiddenInterface(fn)] : NONE;
    if (!hasGaps) return hidden;
    return [
      ...hidden,
      ...(mayHave(fn, isDiskController) ? disks : []),
      ...(withDisk.has(fn.bdf) ? diskUse : []),
      ...(mayHave(fn, isNetwork, isUsbController, isFabric) ? interfaces : []),
      ...(withInterface.has(fn.bdf) ? networkUse : []),
      ...(mayHave(fn, isDisplay, isAudio, isUsbController) ? seat : []),
      // What is no device file's function is held by nobody, whosever the processes are that could not be looked into.
      ...(knownOr(fn.driver, '') === null || isBridgeFunction(fn) || withFile?.has(fn.bdf) === false ? [] : holders),
    ];
  };
  return { storage, network, gapsOf };
}

/** A card that the host drives has an interface, unless that was given to a container or the driver shows none (DPDK). */
function isDrivenNetworkCard(fn: PciFunction): boolean {
  return (
    isKnown(fn.classCode) && isNetwork(fn.classCode) && !isBridgeFunction(fn) && holdsGroup(knownOr(fn.driver, null))
  );
}

function hiddenInterface({ bdf }: PciFunction): Unknown {
  const detail = 'its interface is not in this network namespace, or its driver shows none';
  return { unknown: 'absent', source: `/sys/bus/pci/devices/${bdf}/net`, detail };
}

/** SD host controllers are system peripherals by class. */
const isDiskController = (code: number) => isStorage(code) || isUsbController(code) || code >> 8 === 0x0805;

/** Fibre Channel and InfiniBand, over which NVMe goes as well. */
const isFabric = (code: number) => code >> 8 === 0x0c04 || code >> 8 === 0x0c06;

/** A class that is not known may be any. */
function mayHave({ classCode }: PciFunction, ...kinds: ((code: number) => boolean)[]): boolean {
  return !isKnown(classCode) || kinds.some(isKind => isKind(classCode));
}

const reasonsAt = (parts: readonly CostsByKey[], key: Bdf) => parts.flatMap(part => part.reasons.get(key) ?? []);
const gapsAt = (parts: readonly CostsByKey[], key: Bdf) => parts.flatMap(part => part.gaps.get(key) ?? []);

/** Gravest reasons first; each gap once. */
function summarize(reasons: CostReason[], gaps: Unknown[]): HostCost {
  if (reasons.length + gaps.length === 0) return FREE;
  const refusing = reasons.filter(reason => reason.level === 'refuses');
  const level: CostLevel = refusing.length > 0 ? 'refuses' : reasons.length > 0 ? 'costs' : 'free';
  const distinct = new Map(gaps.map(gap => [`${gap.source} ${gap.unknown} ${gap.detail}`, gap]));
  return {
    level,
    reasons: [...refusing, ...reasons.filter(one => one.level !== 'refuses')],
    gaps: [...distinct.values()],
  };
}
