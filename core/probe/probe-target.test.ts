import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { chooseTarget } from './probe-target.ts';

const BOUND = '0000:af:00.0' as Bdf;
/** A host on which no other machine has the functions. */
const idle = (host: HostSnapshot): HostSnapshot => ({ ...host, holders: { ...host.holders, processes: [] } });

const codes = (choice: ReturnType<typeof chooseTarget>) =>
  choice.kind === 'ready' ? [] : choice.findings.map(finding => finding.code);

test('a function that VFIO holds is ready, by the container unless iommufd is asked for', async () => {
  const host = idle(await sampleSnapshot('twin-gpu-workstation'));
  const target = { bdf: BOUND, iommuGroup: 46, cdevPath: '/dev/vfio/devices/vfio0' };
  expect(chooseTarget(host, BOUND, null)).toEqual({ kind: 'ready', target, by: 'vfio-type1' });
  expect(chooseTarget(host, BOUND, 'iommufd')).toEqual({ kind: 'ready', target, by: 'iommufd' });
});

test('without a container, iommufd is taken; without either, that is said', async () => {
  const host = idle(await sampleSnapshot('twin-gpu-workstation'));
  const without = (kinds: string[]) => ({
    ...host,
    deviceNodes: isKnown(host.deviceNodes)
      ? host.deviceNodes.filter(node => !kinds.includes(node.kind))
      : host.deviceNodes,
  });
  expect(chooseTarget(without(['vfio-container']), BOUND, null)).toMatchObject({ kind: 'ready', by: 'iommufd' });
  expect(codes(chooseTarget(without(['vfio-container', 'iommufd']), BOUND, null))).toEqual(['probe/no-interface']);
  expect(codes(chooseTarget(without(['iommufd']), BOUND, 'iommufd'))).toEqual(['probe/no-interface']);
});

test.each([
  ['one that a host driver holds', 'twin-gpu-workstation', '0000:3b:00.0', 'vfio/not-bound'],
  ['one whose group is shared', 'intel-desktop', '0000:01:00.0', 'iommu/group-shared'],
  ['one that another machine has', 'twin-gpu-workstation', '0000:af:00.0', 'holders/other-machine'],
  ['one that is not there', 'intel-desktop', '0000:7f:00.0', 'selection/not-found'],
  ['a bridge', 'intel-desktop', '0000:00:01.0', 'selection/is-bridge'],
])('%s is not', async (_, sample, bdf, code) => {
  expect(codes(chooseTarget(await sampleSnapshot(sample), bdf as Bdf, null))).toContain(code);
});

test('nor anything on a host without an IOMMU', async () => {
  const host = await sampleSnapshot('iommu-off');
  expect(chooseTarget(host, '0000:01:00.0' as Bdf, null).kind).toBe('not-ready');
});
