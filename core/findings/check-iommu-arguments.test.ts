import { beforeAll, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { checkIommuArguments } from './check-iommu-arguments.ts';

let host: HostSnapshot;
beforeAll(async () => {
  host = await sampleSnapshot('intel-desktop');
});

type Change = { arguments?: string[]; type?: string; release?: string };

function changed({ arguments: commandLine = [], type = 'DMA-FQ', release = '6.12.1' }: Change): HostSnapshot {
  const { groups } = host.iommu;
  return {
    ...host,
    kernel: { ...host.kernel, commandLine, release },
    iommu: { ...host.iommu, groups: isKnown(groups) ? groups.map(group => ({ ...group, type })) : groups },
  };
}

test('what is in effect needs no word', () => {
  expect(checkIommuArguments(host)).toEqual([]);
  expect(checkIommuArguments(changed({ arguments: ['intel_iommu=on', 'iommu.strict=0'] }))).toEqual([]);
  expect(checkIommuArguments(changed({ arguments: ['iommu.strict=1'], type: 'DMA' }))).toEqual([]);
});

test.each<[string[], string, string]>([
  [['iommu=pt'], 'DMA-FQ', 'pass-through'],
  [['iommu.passthrough=0'], 'identity', 'translation'],
  [['intel_iommu=on,strict'], 'DMA-FQ', 'strict'],
  [['iommu.strict=0'], 'DMA', 'batched'],
])('%j with groups of type %s: %s is not in effect', (args, type, wish) => {
  expect(checkIommuArguments(changed({ arguments: args, type }))).toEqual([
    {
      code: 'iommu/argument-not-in-effect',
      argument: args.at(-1),
      wish,
      observed: `${type} in 18`,
      source: '/sys/kernel/iommu_groups/*/type',
    },
  ]);
});

test('before 5.15 the type does not tell strict from batched', () => {
  expect(checkIommuArguments(changed({ arguments: ['iommu.strict=0'], type: 'DMA', release: '5.10.0' }))).toEqual([]);
});

test('without groups nothing can be said of their types', () => {
  const off = changed({ arguments: ['iommu=pt'] });
  expect(checkIommuArguments({ ...off, iommu: { ...off.iommu, groups: [] } })).toEqual([]);
});

test.each([
  ['intel_iommu=On', { code: 'iommu/argument-mistyped', meant: 'intel_iommu=on' }],
  ['amd_iommu=on', { code: 'iommu/argument-idle', reason: 'other-maker', maker: 'intel' }],
  ['intel_iommu=on,relax_rmrr', { code: 'iommu/direct-regions-relaxed', isLogged: false }],
])('%s', (argument, facts) => {
  expect(checkIommuArguments(changed({ arguments: [argument] }))).toEqual([{ argument, ...facts }]);
});

test('an argument that is newer than the kernel', () => {
  const argument = 'pci=config_acs=1@0000:00:1c.0';
  expect(checkIommuArguments(changed({ arguments: [argument], release: '6.8.0' }))).toMatchObject([
    { code: 'iommu/argument-not-in-effect', argument, wish: 'config-acs', observed: '6.8.0' },
  ]);
});

test('a patched kernel that said so', () => {
  const text = 'DMAR: Intel-IOMMU: assuming all RMRRs are relaxable. This can lead to instability or data loss';
  const kernelLog = { source: 'dmesg', totalLines: 1, isTruncated: false, repeats: [], lines: [{ seconds: 0, text }] };
  expect(checkIommuArguments({ ...changed({ arguments: ['intel_iommu=on,relax_rmrr'] }), kernelLog })).toMatchObject([
    { isLogged: true },
  ]);
});

test('a unit of software, and a port without protection', () => {
  const { units } = host.iommu;
  const virtual = isKnown(units)
    ? units.map(unit => ({ ...unit, registers: { cap: 'd2008c222f0686', ecap: 'f00f5a' } }))
    : units;
  const thunderbolt = [
    { domain: 'domain0', isDmaProtected: false },
    { domain: 'domain1', isDmaProtected: true },
    { domain: 'domain2', isDmaProtected: { unknown: 'absent', source: '/x', detail: '' } as const },
  ];
  expect(checkIommuArguments({ ...host, iommu: { ...host.iommu, units: virtual, thunderbolt } })).toEqual([
    { code: 'iommu/unit-is-virtual', units: ['dmar0', 'dmar1'] },
    { code: 'iommu/thunderbolt-unprotected', domains: ['domain0'] },
  ]);
});
