/**
 * The ACS override: a patch that some distributions carry and Linux never took. With `pcie_acs_override=` it makes the
 * kernel believe that ports without the capability isolate, so that groups become small on paper only.
 *
 * Source: the patch "pci: Enable overrides for missing ACS capabilities" (A. Williamson, 2013): it says "PCIe ACS
 * overrides enabled" in the log, and leaves functions that have the capability alone. Carried by linux-zen, Liquorix,
 * CachyOS, XanMod, Proxmox VE, TrueNAS and Unraid, by their package sources and release notes.
 */
import { knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { type Bdf, compareBdf } from '../pci/bdf.ts';
import type { IsolationHost } from './isolation-host.ts';
import { askedOf } from './kernel-arguments.ts';

export type AcsOverride = {
  /** As given. */
  argument: string;
  /**
   * - `kernel-log`: the kernel said that it obeys;
   * - `registers`: ports without the capability have groups of their own below them;
   * - null: neither can be seen.
   */
  proof: 'kernel-log' | 'registers' | null;
  /** A port without the capability still shares its group with what is below it, so this kernel has no such patch. */
  isRefuted: boolean;
  /** Ports that are taken for isolating and are not, as far as their registers could be read. */
  pretending: Bdf[];
};

/** null: nobody asked for it. */
export function acsOverride(host: HostSnapshot, iso: IsolationHost): AcsOverride | null {
  const argument = askedOf(knownOr(host.kernel.commandLine, [])).acsOverride;
  if (argument === null) return null;
  const isLogged = knownOr(host.kernelLog, { lines: [] }).lines.some(({ text }) =>
    text.includes('PCIe ACS overrides enabled'),
  );
  const { pretending, believed } = openPorts(iso);
  const proof = isLogged ? 'kernel-log' : pretending.length > 0 ? 'registers' : null;
  const isRefuted = proof === null && argument.includes('downstream') && believed.length > 0;
  return { argument, proof, isRefuted, pretending };
}

/** Root and downstream ports whose registers show no ACS, by whether the kernel keeps apart what is below. */
function openPorts({ index, factsOf, isolationOf }: IsolationHost): { pretending: Bdf[]; believed: Bdf[] } {
  const pretending = new Set<Bdf>();
  const believed = new Set<Bdf>();
  for (const fn of index.functions.values()) {
    const port = index.functions.get(knownOr(fn.bridgePath, []).at(-1) ?? fn.bdf);
    if (!port || port === fn || knownOr(fn.iommuGroup, null) === null || knownOr(port.iommuGroup, null) === null)
      continue;
    const type = factsOf(port)?.portType;
    if (type !== 'root-port' && type !== 'downstream-port') continue;
    const isolation = isolationOf(port);
    if (isolation.is !== 'open' || isolation.because !== 'no-capability') continue;
    (fn.iommuGroup === port.iommuGroup ? believed : pretending).add(port.bdf);
  }
  return { pretending: [...pretending].sort(compareBdf), believed: [...believed] };
}

const CARRIERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/-zen\d*\b/i, 'linux-zen'],
  [/liquorix/i, 'Liquorix'],
  [/cachyos/i, 'CachyOS'],
  [/xanmod/i, 'XanMod'],
  [/-pve$/i, 'Proxmox VE'],
  [/truenas/i, 'TrueNAS'],
  [/unraid/i, 'Unraid'],
];

/** The distribution kernel known to carry the patch, by its release. null: none that is known. */
export function overrideCarrier(release: string): string | null {
  return CARRIERS.find(([pattern]) => pattern.test(release.trim()))?.[1] ?? null;
}
