import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { defaultMachineSpec } from '../machine/machine-spec.ts';
import { reviewHost, reviewMachine } from '../machine/review.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkHost } from './check-host.ts';
import { checkSelection } from './check-selection.ts';
import { describeFinding } from './describe.ts';
import { settleFindings } from './settle-findings.ts';

const NETWORK = ['0000:08:00.0', '0000:08:00.1'] as Bdf[];

const review = async (sample: string, picked: readonly Bdf[]) => {
  const functions = picked.map(bdf => ({ bdf }));
  return reviewMachine(await sampleSnapshot(sample), { ...defaultMachineSpec, functions }).findings;
};

test('a group that the firmware keeps is not fine, and the log does not give other remedies', async () => {
  const findings = await review('direct-regions', NETWORK);
  const blocker = findings.find(({ code }) => code === 'iommu/direct-regions');
  expect(blocker).toBeDefined();
  expect(findings.map(({ code }) => code)).not.toContain('iommu/group-viable');
  const title = blocker && describeFinding(blocker).title;
  const message = findings.find(finding => finding.code === 'kernel-log/trouble' && finding.kind.startsWith('iommu/'));
  expect(message).toMatchObject({ kind: 'iommu/direct-map-required', toldBy: title });
  expect(message && describeFinding(message).remedies).toEqual([
    { kind: 'advice', text: `What helps on this host stands with "${title}".` },
  ]);
});

test('a message keeps its remedies where nothing else tells the same', async () => {
  const host = await sampleSnapshot('direct-regions');
  const selection = checkSelection(host, NETWORK).filter(({ code }) => code !== 'iommu/direct-regions');
  const settled = settleFindings({ host: checkHost(host), selection, machine: [] }).selection;
  expect(settled).toEqual(selection);
  expect(settled.some(({ code }) => code === 'kernel-log/trouble')).toBe(true);
});

test('the host no longer tells to pick what is picked', async () => {
  const about = async (picked: readonly Bdf[]) =>
    (await review('direct-regions', picked)).flatMap(finding =>
      finding.code === 'kernel-log/about-functions' ? finding.about.map(({ bdf }) => bdf) : [],
    );
  const before = await about([]);
  expect(before).toContain(NETWORK[0]);
  expect(await about(before)).toEqual([]);
  expect(await about(NETWORK)).toEqual(before.filter(bdf => !NETWORK.includes(bdf)));
});

test('a host without interrupt remapping tells it once with remedies, before anything is picked', async () => {
  const base = await sampleSnapshot('direct-regions');
  const text =
    'vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param "allow_unsafe_interrupts" to enable VFIO IOMMU support on this platform';
  const host: HostSnapshot = {
    ...base,
    iommu: { ...base.iommu, interruptRemapping: false },
    kernelLog: { source: 'dmesg', totalLines: 1, isTruncated: false, lines: [{ seconds: 1, text }], repeats: [] },
  };
  const findings = reviewHost(host);
  const off = findings.find(({ code }) => code === 'iommu/interrupt-remapping-off');
  expect(findings.find(({ code }) => code === 'kernel-log/trouble')).toMatchObject({
    toldBy: off && describeFinding(off).title,
  });
  expect(off).toBeDefined();
});
