/** What keeps a picked function from having a group of its own, and whether groups tell the truth. */

import { indexHost } from '../host/host-index.ts';
import { isAtLeast, parseKernelVersion } from '../host/kernel-release.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { acsOverride, overrideCarrier } from '../iommu/acs-override.ts';
import { findCleanSlots } from '../iommu/clean-slot.ts';
import { boardVendorOf } from '../iommu/firmware-switch.ts';
import { explainGroup, type GroupCause } from '../iommu/isolation.ts';
import { type IsolationHost, isolationHost } from '../iommu/isolation-host.ts';
import { askedOf } from '../iommu/kernel-arguments.ts';
import { ACS_CONTROLS } from '../pci/acs.ts';
import { type Bdf, busOf, slotOf } from '../pci/bdf.ts';
import { makerOf } from './check-iommu.ts';
import type { Finding } from './finding.ts';
import { type FunctionLabel, labelFunction } from './function-label.ts';

/** The ACS override: in force, or asked for in vain. */
export function checkAcsOverride(host: HostSnapshot): Finding[] {
  // Only then is it worth an index of all functions.
  if (askedOf(knownOr(host.kernel.commandLine, [])).acsOverride === null) return [];
  const index = indexHost(host);
  if (index.groups.size === 0) return [];
  const override = acsOverride(host, isolationHost(host, index));
  if (override === null) return [];
  const { argument, proof, isRefuted, pretending } = override;
  if (isRefuted) {
    const release = knownOr(host.kernel.release, 'unknown release');
    const source = '/proc/sys/kernel/osrelease';
    return [{ code: 'iommu/argument-not-in-effect', argument, wish: 'acs-override', observed: release, source }];
  }
  const label = labeller(index.functions);
  return [{ code: 'isolation/acs-override-in-use', argument, proof, pretending: pretending.map(label) }];
}

/** Beside the verdict on a group that reaches beyond the picked card: why it does. */
export function checkGroupCauses(
  host: HostSnapshot,
  iso: IsolationHost,
  group: number,
  picked: readonly PciFunction[],
): Finding[] {
  const explanation = explainGroup(iso, group);
  if (explanation === null) return [];
  const pickedSlots = new Set(picked.map(fn => slotOf(fn.bdf)));
  const isPicked = new Set(picked.map(fn => fn.bdf));
  const others = explanation.members.filter(bdf => !isPicked.has(bdf));
  const isCard = picked.every(isBehindBridge);
  // Functions of one card go together anyway.
  if (others.length === 0 || (isCard && others.every(bdf => pickedSlots.has(slotOf(bdf))))) return [];
  const label = labeller(iso.index.functions);
  const release = knownOr(host.kernel.release, '');
  return [
    {
      code: 'isolation/group-explained',
      group,
      picked: picked.map(labelFunction),
      others: others.map(label),
      causes: explanation.causes.map(cause => ({ ...cause, at: label(cause.at), joins: cause.joins.map(label) })),
      slots: findCleanSlots(iso, group)
        .slice(0, MOST_SLOTS)
        .map(({ port, behind, lanes }) => ({
          port: label(port),
          behind: behind.map(label),
          lanes,
        })),
      isCard: isCard && !picked.every(fn => isOnBoard(iso, fn)),
      maker: makerOf(host),
      board: boardVendorOf(host.platform.board),
      configAcs: configAcsArgument(explanation.causes, release),
      overrideCarrier: overrideCarrier(release),
    },
  ];
}

/** Bus 0 is a root bus always; others mostly lie behind a bridge, where nobody says otherwise. */
function isBehindBridge({ bdf, bridgePath }: PciFunction): boolean {
  return isKnown(bridgePath) ? bridgePath.length > 0 : !busOf(bdf).endsWith(':00');
}

/** Every port on its way tells that nothing can be plugged in there: a chip that is soldered on. */
function isOnBoard({ index, factsOf }: IsolationHost, { bridgePath }: PciFunction): boolean {
  return knownOr(bridgePath, []).every(bdf => {
    const port = index.functions.get(bdf);
    const facts = port && factsOf(port);
    return facts ? facts.portType !== null && !facts.hasSlot : false;
  });
}

/** A large host has hundreds; a person tries a few. */
const MOST_SLOTS = 8;

const labeller =
  (functions: ReadonlyMap<Bdf, PciFunction>) =>
  (bdf: Bdf): FunctionLabel => {
    const fn = functions.get(bdf);
    return fn ? labelFunction(fn) : { bdf, name: '', driver: null };
  };

/**
 * Switches on what the ports have and is off: `pci=config_acs=1xx@0000:00:1c.0`, one digit a bit, the lowest last.
 * From 6.11 on only the first of several devices got what was meant; 6.15 mended that, and stable kernels before it
 * too, from releases that their number does not tell for sure. Before 6.15 it names one port.
 * Source: Linux Documentation/admin-guide/kernel-parameters.txt, `config_acs=`; commits 47c8846a49ba ("PCI: Extend ACS
 * configurability") and 9cf8a952d57b ("PCI/ACS: Fix 'pci=config_acs=' parameter").
 */
function configAcsArgument(causes: readonly GroupCause[], release: string): string | null {
  const version = parseKernelVersion(release);
  const off = causes.filter(cause => cause.because === 'switched-off');
  if (off.length === 0 || version === null || !isAtLeast(version, 6, 11)) return null;
  const ports = isAtLeast(version, 6, 15) ? off : off.slice(0, 1);
  return `pci=config_acs=${ports.map(({ at, missing }) => `${digits(missing)}@${at}`).join(';')}`;
}

const HIGHEST_BIT = 4;

function digits(missing: readonly string[]): string {
  const wanted = ACS_CONTROLS.filter(({ name }) => missing.includes(name)).reduce((all, { bit }) => all | bit, 0);
  const places = Array.from({ length: HIGHEST_BIT + 1 }, (_, i) => HIGHEST_BIT - i);
  return places.map(bit => ((wanted >> bit) & 1 ? '1' : 'x')).join('');
}
