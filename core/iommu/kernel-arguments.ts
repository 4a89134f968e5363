/**
 * What the kernel's arguments ask of the IOMMU, which of them ask nothing, and which are slips of the pen.
 *
 * Names treat `-` and `_` alike; values are compared letter by letter, in lower case only. The last of several counts.
 * Source: Linux Documentation/admin-guide/kernel-parameters.txt; kernel/params.c, parameqn(); arch/x86/kernel/pci-dma.c,
 * iommu_setup(); drivers/iommu/intel/iommu.c, intel_iommu_setup(); drivers/iommu/amd/init.c, parse_amd_iommu_options();
 * drivers/iommu/irq_remapping.c, setup_irqremap(); drivers/pci/pci.c, pci_setup().
 */
import type { KernelVersion } from '../host/kernel-release.ts';
import { isAtLeast } from '../host/kernel-release.ts';

/** What one argument amounts to. */
export type ArgumentVerdict =
  /** The kernel takes it. */
  | { is: 'taken' }
  /** Nobody reads it, and nothing is lost: the kernel does the same without it. */
  | { is: 'idle'; reason: IdleReason }
  /** Nobody reads it, and something else was meant. */
  | { is: 'mistyped'; meant: string }
  /** Only a patched kernel knows it. */
  | { is: 'out-of-tree' }
  /** This kernel is too old for it. */
  | { is: 'too-new'; since: string };

export type IdleReason =
  /** AMD-Vi is on unless switched off: `amd_iommu=on`. */
  | 'amd-is-on-anyway'
  /** For the processor of another maker. */
  | 'other-maker'
  /** No such value. */
  | 'unknown-value';

export type JudgedArgument = { argument: string; verdict: ArgumentVerdict };

const words = (text: string) => text.split(' ');

const VALUES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'intel_iommu',
    new Set(['on', 'off', 'igfx_off', 'forcedac', 'strict', 'sp_off', 'sm_on', 'sm_off', 'tboot_noforce']),
  ],
  [
    'amd_iommu',
    new Set(
      words('fullflush off force_isolation force_enable pgtbl_v1 pgtbl_v2 irtcachedis nohugepages v2_pgsizes_only'),
    ),
  ],
  [
    'iommu',
    new Set(
      words(
        'off force noforce biomerge nobiomerge panic nopanic merge nomerge forcesac allowdac nodac usedac soft pt nopt',
      ),
    ),
  ],
  ['iommu.passthrough', new Set(['0', '1', 'y', 'n', 'on', 'off'])],
  ['iommu.strict', new Set(['0', '1', 'y', 'n', 'on', 'off'])],
  ['iommu.forcedac', new Set(['0', '1', 'y', 'n', 'on', 'off'])],
  ['intremap', new Set(['on', 'off', 'nosid', 'no_x2apic_optout', 'nopost', 'posted_msi'])],
]);

/** Names near the ones below that mean something themselves. */
const OTHER_NAMES = new Set([
  'amd_iommu_dump',
  'amd_iommu_intr',
  'vfio_pci.ids',
  'pcie_acs_override',
  'iommu.prq_timeout',
  'iommufd',
]);
const OF_MODULES = /^(vfio|vfio_pci|vfio_iommu_type1|iommufd|kvm\w*)\./;
/** What people mean, written with underscores. */
const KNOWN_NAMES = [...VALUES.keys(), 'vfio_pci.ids', 'pcie_acs_override'];
const OUT_OF_TREE_VALUE = 'relax_rmrr';

export type ArgumentContext = {
  maker: 'intel' | 'amd' | 'other';
  /** null: not known. */
  version: KernelVersion | null;
};

/** Those among the arguments that speak of the IOMMU or of VFIO, with a verdict each. */
export function judgeArguments(args: readonly string[], context: ArgumentContext): JudgedArgument[] {
  return args.flatMap(argument => {
    const verdict = judge(argument, context);
    return verdict ? [{ argument, verdict }] : [];
  });
}

function judge(argument: string, { maker, version }: ArgumentContext): ArgumentVerdict | null {
  const { name, value } = splitArgument(argument);
  const allowed = VALUES.get(name);
  if (name === 'pcie_acs_override') return { is: 'out-of-tree' };
  if (name === 'pci') return judgePci(value ?? '', version);
  if (!allowed) return judgeName(name, value);
  const isForOther = (name === 'intel_iommu' && maker === 'amd') || (name === 'amd_iommu' && maker === 'intel');
  if (isForOther) return { is: 'idle', reason: 'other-maker' };
  const given = (value ?? '').split(',').filter(word => word !== '');
  if (given.includes(OUT_OF_TREE_VALUE)) return { is: 'out-of-tree' };
  const stray = given.length === 0 ? '' : given.find(word => !allowed.has(word));
  if (stray === undefined) return { is: 'taken' };
  return judgeValue(name, stray, given, allowed);
}

function judgeValue(name: string, stray: string, given: string[], allowed: ReadonlySet<string>): ArgumentVerdict {
  if (name === 'amd_iommu' && (stray === 'on' || stray === '1')) return { is: 'idle', reason: 'amd-is-on-anyway' };
  // `iommu=on` and `iommu=1` stand in many guides and have never been read on x86.
  if (name === 'iommu' && (stray === 'on' || stray === '1')) return { is: 'idle', reason: 'unknown-value' };
  if (stray === 'pt') return { is: 'mistyped', meant: 'iommu=pt' };
  const lower = stray.toLowerCase();
  const near = allowed.has(lower)
    ? lower
    : lower === '1' || lower === 'yes' || lower === ''
      ? 'on'
      : [...allowed].find(word => word.length > 3 && isNear(lower, word));
  if (near === undefined || !allowed.has(near)) return { is: 'idle', reason: 'unknown-value' };
  return {
    is: 'mistyped',
    meant: `${name}=${given.length < 2 ? near : given.map(word => (word === stray ? near : word)).join(',')}`,
  };
}

/** A name that nobody reads, but that looks like one that somebody does. */
function judgeName(name: string, value: string | null): ArgumentVerdict | null {
  if (OTHER_NAMES.has(name) || OF_MODULES.test(name) || name.length < 6) return null;
  const looksRelated = /iomm?u|vfio|acs|intremap/.test(name);
  if (!looksRelated) return null;
  const bare = name.replace(/[._]/g, '');
  const meant = KNOWN_NAMES.find(known => isNear(bare, known.replace(/[._]/g, '')));
  return meant ? { is: 'mistyped', meant: value === null ? meant : `${meant}=${value}` } : null;
}

function judgePci(value: string, version: KernelVersion | null): ArgumentVerdict | null {
  const asks = value.split(',').some(word => word.startsWith('config_acs='));
  if (!asks) return null;
  return version !== null && !isAtLeast(version, 6, 11) ? { is: 'too-new', since: '6.11' } : { is: 'taken' };
}

/** `intel-iommu=on` is `intel_iommu=on` to the kernel. */
export function splitArgument(argument: string): { name: string; value: string | null } {
  const bare = argument.replaceAll('"', '');
  const equals = bare.indexOf('=');
  const name = (equals < 0 ? bare : bare.slice(0, equals)).replaceAll('-', '_');
  return { name, value: equals < 0 ? null : bare.slice(equals + 1) };
}

/** At most two letters too many, missing, wrong or in the other order. */
function isNear(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) <= 2 && distance(a, b) <= 2;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** What the arguments ask in sum; null: nothing, so that the kernel's own defaults count. */
export type AskedOf = {
  /** The default domain of a group: identity or translated. With the argument that decides. */
  passThrough: { on: boolean; argument: string } | null;
  /** Translations are flushed at once (`DMA`) or in batches (`DMA-FQ`). */
  strict: { on: boolean; argument: string } | null;
  /** `pcie_acs_override=`, as given. */
  acsOverride: string | null;
};

const YES = new Set(['1', 'y', 'on']);

export function askedOf(args: readonly string[]): AskedOf {
  const asked: AskedOf = { passThrough: null, strict: null, acsOverride: null };
  for (const argument of args) {
    const { name, value } = splitArgument(argument);
    const given = (value ?? '').split(',');
    if (name === 'iommu.passthrough' && value) asked.passThrough = { on: YES.has(value.toLowerCase()), argument };
    if (name === 'iommu.strict' && value) asked.strict = { on: YES.has(value.toLowerCase()), argument };
    if (name === 'iommu' && given.includes('pt')) asked.passThrough = { on: true, argument };
    if (name === 'iommu' && given.includes('nopt')) asked.passThrough = { on: false, argument };
    if (name === 'intel_iommu' && given.includes('strict')) asked.strict = { on: true, argument };
    if (name === 'amd_iommu' && given.includes('fullflush')) asked.strict = { on: true, argument };
    if (name === 'pcie_acs_override') asked.acsOverride = argument;
  }
  return asked;
}
