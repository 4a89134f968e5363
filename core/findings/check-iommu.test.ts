import { beforeAll, describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { boardVendorOf } from '../iommu/firmware-switch.ts';
import { checkIommu } from './check-iommu.ts';

let intel: HostSnapshot;
let amd: HostSnapshot;

beforeAll(async () => {
  intel = await sampleSnapshot('intel-desktop');
  amd = await sampleSnapshot('amd-desktop');
});

type Change = { tables?: ('DMAR' | 'IVRS')[]; arguments?: string[]; flags?: string[] };

/** The same host with its IOMMU not working. */
function without(host: HostSnapshot, { tables = [], arguments: words = [], flags }: Change): HostSnapshot {
  return {
    ...host,
    kernel: { ...host.kernel, commandLine: words },
    cpu: { ...host.cpu, flags: flags ?? host.cpu.flags },
    iommu: { ...host.iommu, groups: [], units: [], firmwareTables: tables },
  };
}

const codes = (host: HostSnapshot) => checkIommu(host).map(finding => finding.code);

describe('an IOMMU that works', () => {
  test('is proved by its groups, and interrupts are remapped', () => {
    expect(codes(intel)).toEqual(['iommu/active', 'iommu/interrupt-remapping-on']);
    expect(codes(amd)).toEqual(['iommu/active', 'iommu/interrupt-remapping-on']);
  });

  test('without interrupt remapping blocks, and names the argument at fault', () => {
    const broken = { ...intel, iommu: { ...intel.iommu, interruptRemapping: false } };
    expect(checkIommu(broken)).toContainEqual({
      code: 'iommu/interrupt-remapping-off',
      maker: 'intel',
      board: boardVendorOf(intel.platform.board),
      argument: null,
    });
    const asked = { ...broken, kernel: { ...broken.kernel, commandLine: ['ro', 'intremap=off'] } };
    expect(checkIommu(asked)).toContainEqual({
      code: 'iommu/interrupt-remapping-off',
      maker: 'intel',
      board: boardVendorOf(intel.platform.board),
      argument: 'intremap=off',
    });
  });

  test('with unreadable interrupts leaves the question open', () => {
    const gap = { unknown: 'denied', source: '/proc/interrupts', detail: 'EACCES' } as const;
    const host = { ...intel, iommu: { ...intel.iommu, interruptRemapping: gap } };
    expect(checkIommu(host)).toContainEqual({ code: 'iommu/interrupt-remapping-unmeasured', gap });
  });
});

describe('groups that VFIO made itself', () => {
  test('prove no IOMMU', () => {
    const { groups } = intel.iommu;
    const unsafe = isKnown(groups) ? groups.map(group => ({ ...group, name: 'vfio-noiommu' })) : groups;
    const host = { ...without(intel, {}), iommu: { ...intel.iommu, units: [], firmwareTables: [], groups: unsafe } };
    expect(codes(host)).toEqual(['iommu/off-in-firmware']);
  });
});

describe('an IOMMU that is off', () => {
  test.each<[string, Change, string, object]>([
    ['no table: the firmware', {}, 'iommu/off-in-firmware', { argumentInVain: null, isVirtualMachine: false }],
    [
      'no table, argument in vain',
      { arguments: ['intel_iommu=on', 'iommu=pt'] },
      'iommu/off-in-firmware',
      { argumentInVain: 'intel_iommu=on' },
    ],
    ['no table in a guest', { flags: ['vmx', 'hypervisor'] }, 'iommu/off-in-firmware', { isVirtualMachine: true }],
    [
      'table and off',
      { tables: ['DMAR'], arguments: ['intel_iommu=off'] },
      'iommu/off-by-kernel-argument',
      { argument: 'intel_iommu=off' },
    ],
    [
      'table and off for all',
      { tables: ['DMAR'], arguments: ['iommu=off', 'intel_iommu=on'] },
      'iommu/off-by-kernel-argument',
      { argument: 'iommu=off' },
    ],
    [
      'table and nothing',
      { tables: ['DMAR'], arguments: ['quiet'] },
      'iommu/needs-kernel-argument',
      { argument: 'intel_iommu=on' },
    ],
    [
      'table and on',
      { tables: ['DMAR'], arguments: ['intel_iommu=on,sm_on'] },
      'iommu/enabled-but-inactive',
      { argument: 'intel_iommu=on,sm_on' },
    ],
  ])('%s', (_, change, code, facts) => {
    expect(checkIommu(without(intel, change))).toEqual([expect.objectContaining({ code, ...facts })]);
  });

  test('an AMD host never waits for an argument', () => {
    expect(codes(without(amd, { tables: ['IVRS'] }))).toEqual(['iommu/enabled-but-inactive']);
    expect(codes(without(amd, { tables: ['IVRS'], arguments: ['amd_iommu=off'] }))).toEqual([
      'iommu/off-by-kernel-argument',
    ]);
    // An Intel argument has no effect on an AMD host, so it is no reason.
    expect(codes(without(amd, { tables: ['IVRS'], arguments: ['intel_iommu=off'] }))).toEqual([
      'iommu/enabled-but-inactive',
    ]);
  });

  test('the sample with the switch off in the firmware says so', async () => {
    expect(codes(await sampleSnapshot('iommu-off'))).toEqual(['iommu/off-in-firmware']);
  });

  test.each(['groups', 'firmwareTables'] as const)('unreadable %s leave the question open', fact => {
    const gap = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' } as const;
    const off = without(intel, { tables: ['DMAR'] });
    expect(checkIommu({ ...off, iommu: { ...off.iommu, [fact]: gap } })).toEqual([
      { code: 'iommu/unmeasured', gaps: [gap] },
    ]);
  });

  test('an unreadable command line leaves the question open where it decides', () => {
    const gap = { unknown: 'denied', source: '/proc/cmdline', detail: 'EACCES' } as const;
    const off = without(intel, { tables: ['DMAR'] });
    expect(checkIommu({ ...off, kernel: { ...off.kernel, commandLine: gap } })).toEqual([
      { code: 'iommu/unmeasured', gaps: [gap] },
    ]);
  });
});
