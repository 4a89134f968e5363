import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { checkSelection } from '../findings/check-selection.ts';
import { indexHost } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot, IommuGroup, PciFunction } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { groupViability } from './group-viability.ts';

const GPU = '0000:01:00.0' as Bdf;
const gap = { unknown: 'failed', source: '/x', detail: 'EIO' } as const;

const change = (host: HostSnapshot, bdf: string, facts: Partial<PciFunction>): HostSnapshot => ({
  ...host,
  functions: isKnown(host.functions)
    ? host.functions.map(fn => (fn.bdf === bdf ? { ...fn, ...facts } : fn))
    : host.functions,
});
const judge = (host: HostSnapshot, group: number, ...picked: string[]) =>
  groupViability(indexHost(host), group, new Set(picked as Bdf[]));
const verdicts = ({ now, withPicked, withCompanions }: ReturnType<typeof judge>) => [now, withPicked, withCompanions];

test('a card of four functions is viable once all of it is bound, and the port above never matters', async () => {
  const host = await sampleSnapshot('intel-desktop');
  const one = judge(host, 2, GPU);
  expect(verdicts(one)).toEqual(['held', 'held', 'viable']);
  expect(one.members.map(({ fn, role, holds }) => [fn.bdf, role, holds])).toEqual([
    ['0000:00:01.0', 'bridge', false],
    ['0000:01:00.0', 'picked', true],
    ['0000:01:00.1', 'companion', true],
    ['0000:01:00.2', 'companion', true],
    ['0000:01:00.3', 'companion', true],
  ]);
  expect(verdicts(judge(host, 2, GPU, '0000:01:00.1', '0000:01:00.2', '0000:01:00.3'))).toEqual([
    'held',
    'viable',
    'viable',
  ]);
});

test('companions do not help where others of the host sit in the group', async () => {
  const host = await sampleSnapshot('amd-desktop');
  expect(verdicts(judge(host, 15, '0000:04:00.0'))).toEqual(['held', 'held', 'held']);
});

test('a group that VFIO has is viable now', async () => {
  const host = await sampleSnapshot('twin-gpu-workstation');
  expect(verdicts(judge(host, 46, '0000:af:00.0'))).toEqual(['viable', 'viable', 'viable']);
});

test('a driver that could not be measured leaves it open, unless another one holds', async () => {
  const host = await sampleSnapshot('twin-gpu-workstation');
  expect(verdicts(judge(change(host, '0000:af:00.1', { driver: gap }), 46, '0000:af:00.0'))).toEqual([
    'unmeasured',
    'unmeasured',
    'viable',
  ]);
  expect(judge(change(host, '0000:3b:00.1', { driver: gap }), 23).now).toBe('held');
});

test('a member that only the group knows counts', async () => {
  const host = await sampleSnapshot('intel-desktop');
  const unlinked = change(host, '0000:01:00.1', { iommuGroup: gap });
  expect(judge(unlinked, 2, GPU).members).toHaveLength(5);
  expect(judge(host, 999).members).toEqual([]);
});

describe('members that nothing is known of', () => {
  const LONE = 46;
  const DGPU = '0000:af:00.0';
  const withMembers = (host: HostSnapshot, members: IommuGroup['members']): HostSnapshot => ({
    ...host,
    iommu: {
      ...host.iommu,
      groups: knownOr(host.iommu.groups, []).map(one => (one.id === LONE ? { ...one, members } : one)),
    },
  });

  test('leave a group open, and are told', async () => {
    const host = await sampleSnapshot('twin-gpu-workstation');
    const members = ['0000:af:00.0', '0000:af:00.1', '0000:99:00.7'] as Bdf[];
    const one = judge(withMembers(host, members), LONE, DGPU);
    expect(verdicts(one)).toEqual(['unmeasured', 'unmeasured', 'unmeasured']);
    expect(one.gaps).toMatchObject([{ bdf: '0000:99:00.7', gap: { source: '/sys/bus/pci/devices/0000:99:00.7' } }]);
    const found = checkSelection(withMembers(host, members), [DGPU as Bdf]).filter(
      ({ code }) => code === 'iommu/group-viable' || code === 'vfio/driver-unmeasured',
    );
    expect(found).toMatchObject([{ code: 'vfio/driver-unmeasured', fn: { bdf: '0000:99:00.7' } }]);
  });

  test('may be there without a list, unless every function tells its group', async () => {
    const host = withMembers(await sampleSnapshot('twin-gpu-workstation'), gap);
    expect(verdicts(judge(host, LONE, DGPU))).toEqual(['viable', 'viable', 'viable']);
    const open = change(host, '0000:b0:00.0', { iommuGroup: gap });
    expect(judge(open, LONE, DGPU)).toMatchObject({ withCompanions: 'unmeasured', gaps: [{ bdf: null, gap }] });
    const codes = checkSelection(open, [DGPU as Bdf]).map(({ code }) => code);
    expect(codes).toContain('iommu/group-unmeasured');
    expect(codes).not.toContain('iommu/group-viable');
  });
});
