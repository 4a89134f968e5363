/**
 * Kernel arguments about the IOMMU held against what the kernel did; and units and ports that need a word.
 * Source: Linux Documentation/admin-guide/kernel-parameters.txt; Documentation/ABI/testing/sysfs-kernel-iommu_groups
 * (`type`, which tells `DMA-FQ` from `DMA` since 5.15).
 */
import { isAtLeast, parseKernelVersion } from '../host/kernel-release.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { countGroupTypes } from '../iommu/group-types.ts';
import { askedOf, judgeArguments } from '../iommu/kernel-arguments.ts';
import { unitAbilities } from '../iommu/unit-abilities.ts';
import { makerOf } from './check-iommu.ts';
import type { Finding } from './finding.ts';

export function checkIommuArguments(host: HostSnapshot): Finding[] {
  return [...checkWords(host), ...checkWishes(host), ...checkUnits(host), ...checkThunderbolt(host)];
}

function checkWords(host: HostSnapshot): Finding[] {
  const maker = makerOf(host);
  const release = knownOr(host.kernel.release, '');
  const judged = judgeArguments(knownOr(host.kernel.commandLine, []), { maker, version: parseKernelVersion(release) });
  return judged.flatMap(({ argument, verdict }): Finding[] => {
    switch (verdict.is) {
      case 'taken':
        return [];
      case 'idle':
        return [{ code: 'iommu/argument-idle', argument, reason: verdict.reason, maker }];
      case 'mistyped':
        return [{ code: 'iommu/argument-mistyped', argument, meant: verdict.meant }];
      case 'too-new': {
        const source = '/proc/sys/kernel/osrelease';
        return [{ code: 'iommu/argument-not-in-effect', argument, wish: 'config-acs', observed: release, source }];
      }
      case 'out-of-tree':
        return argument.includes('relax_rmrr')
          ? [{ code: 'iommu/direct-regions-relaxed', argument, isLogged: isRelaxationLogged(host) }]
          : [];
    }
  });
}

const isRelaxationLogged = ({ kernelLog }: HostSnapshot) =>
  knownOr(kernelLog, { lines: [] }).lines.some(({ text }) => text.includes('RMRRs are relaxable'));

/** Asked for, and the groups' default domains say otherwise. */
function checkWishes(host: HostSnapshot): Finding[] {
  const counts = countGroupTypes(knownOr(host.iommu.groups, []));
  if (counts.length === 0) return [];
  const { passThrough, strict } = askedOf(knownOr(host.kernel.commandLine, []));
  const has = (type: string) => counts.some(count => count.type === type);
  const unmet = (argument: string, wish: 'pass-through' | 'translation' | 'strict' | 'batched'): Finding => ({
    code: 'iommu/argument-not-in-effect',
    argument,
    wish,
    observed: counts.map(({ type, count }) => `${type} in ${count}`).join(', '),
    source: '/sys/kernel/iommu_groups/*/type',
  });
  const findings: Finding[] = [];
  const isTranslating = has('DMA') || has('DMA-FQ');
  if (passThrough?.on === true && !has('identity') && isTranslating)
    findings.push(unmet(passThrough.argument, 'pass-through'));
  if (passThrough?.on === false && has('identity') && !isTranslating)
    findings.push(unmet(passThrough.argument, 'translation'));
  const version = parseKernelVersion(knownOr(host.kernel.release, ''));
  if (version === null || !isAtLeast(version, 5, 15)) return findings;
  if (strict?.on === true && has('DMA-FQ')) findings.push(unmet(strict.argument, 'strict'));
  if (strict?.on === false && has('DMA') && !has('DMA-FQ')) findings.push(unmet(strict.argument, 'batched'));
  return findings;
}

function checkUnits(host: HostSnapshot): Finding[] {
  const units = knownOr(host.iommu.units, []).filter(unit => unitAbilities(unit)?.isVirtual === true);
  return units.length === 0 ? [] : [{ code: 'iommu/unit-is-virtual', units: units.map(unit => unit.name) }];
}

function checkThunderbolt(host: HostSnapshot): Finding[] {
  const open = knownOr(host.iommu.thunderbolt, []).filter(
    ({ isDmaProtected }) => isKnown(isDmaProtected) && !isDmaProtected,
  );
  return open.length === 0
    ? []
    : [{ code: 'iommu/thunderbolt-unprotected', domains: open.map(({ domain }) => domain) }];
}
