/** A host as its isolation is judged: registers are decoded once, when they are first asked for. */
import type { HostIndex } from '../host/host-index.ts';
import { isMalformed } from '../host/malformed.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { type AcsFacts, type Isolation, judgeIsolation, readAcs } from '../pci/acs.ts';
import { type Bdf, slotOf } from '../pci/bdf.ts';
import { configBytes } from '../pci/config-space.ts';
import { bdfOfDeviceId, deviceIdOf } from './device-id.ts';
import { type IvrsAlias, parseIvrsTable } from './ivrs-table.ts';

export type IsolationHost = {
  index: HostIndex;
  /** null: its bytes do not tell. */
  factsOf: (fn: PciFunction) => AcsFacts | null;
  isolationOf: (fn: PciFunction) => Isolation;
  /** The function whose address DMA of this one carries by the firmware's table (IVRS), where that could be read. null: its own, or not known. */
  firmwareAliasOf: (bdf: Bdf) => Bdf | null;
};

export function isolationHost(host: HostSnapshot, index: HostIndex): IsolationHost {
  const facts = new Map<Bdf, AcsFacts | null>();
  const judged = new Map<Bdf, Isolation>();
  const hasIvrs = knownOr(host.iommu.firmwareTables, []).includes('IVRS');
  const aliases = ivrsAliases(host);
  const factsOf = (fn: PciFunction) => remember(facts, fn.bdf, () => readAcs(fn));
  return {
    index,
    factsOf,
    firmwareAliasOf: bdf => aliasOf(aliases, bdf),
    isolationOf: fn =>
      remember(judged, fn.bdf, () =>
        judgeIsolation(fn, factsOf(fn), {
          hasOtherFunctions: (index.functionsOfSlot.get(slotOf(fn.bdf))?.length ?? 0) > 1,
          isOnRootBus: isKnown(fn.bridgePath) && fn.bridgePath.length === 0,
          hasIvrs,
        }),
      ),
  };
}

function ivrsAliases({ iommu }: HostSnapshot): IvrsAlias[] {
  return iommu.tableBytes.flatMap(({ name, bytes }) => {
    const table = name === 'IVRS' && isKnown(bytes) ? parseIvrsTable(configBytes(bytes)) : null;
    return table === null || isMalformed(table) ? [] : table.aliases;
  });
}

function aliasOf(aliases: readonly IvrsAlias[], bdf: Bdf): Bdf | null {
  const { segment, id } = deviceIdOf(bdf);
  const found = aliases.find(one => one.segment === segment && one.first <= id && id <= one.last && one.alias !== id);
  return found ? bdfOfDeviceId(segment, found.alias) : null;
}

function remember<T>(known: Map<Bdf, T>, bdf: Bdf, find: () => T): T {
  const found = known.get(bdf);
  if (found !== undefined) return found;
  const value = find();
  known.set(bdf, value);
  return value;
}

export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
