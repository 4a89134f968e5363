/** Verdicts about hosts that were read from posted texts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { parseHostText } from '../import/host-text.ts';
import { defaultMachineSpec } from '../machine/machine-spec.ts';
import { reviewMachine } from '../machine/review.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkHost } from './check-host.ts';
import { checkSelection } from './check-selection.ts';
import { describeFinding } from './describe.ts';
import type { Finding, FindingCode } from './finding.ts';

function read(text: string): HostSnapshot {
  const parsed = parseHostText(text, { name: 'paste.txt', takenAt: '2026-01-01T00:00:00.000Z' });
  if (parsed.kind === 'refused') throw new Error(parsed.problem);
  return parsed.snapshot;
}

const textOf = (name: string) => readFileSync(`fixtures/posted/${name}.txt`, 'utf8');
const posted = (name: string) => read(textOf(name));
const asBdfs = (addresses: string[]) => addresses.map(address => `0000:${address}` as Bdf);
const review = (host: HostSnapshot, ...addresses: string[]) =>
  reviewMachine(host, { ...defaultMachineSpec, functions: asBdfs(addresses).map(bdf => ({ bdf })) });
const pick = (host: HostSnapshot, ...addresses: string[]) => checkSelection(host, asBdfs(addresses));
const codesOf = (findings: readonly Finding[]): FindingCode[] => findings.map(finding => finding.code);

test('what no text can tell is said once, and what the text left out each time', () => {
  const { findings, severity } = review(posted('both-gpus'), '01:00.0', '01:00.1');
  expect(severity).toBe('unmeasured');
  expect(codesOf(findings).filter(code => code === 'host/posted')).toHaveLength(1);
  const open = codesOf(findings).filter(code => code.endsWith('-unmeasured') || code.endsWith('/unmeasured'));
  expect([...new Set(open)].sort()).toEqual([
    'firmware/unmeasured',
    'function/power-unmeasured',
    'function/virtuals-unmeasured',
    'iommu/group-unmeasured',
    'iommu/unmeasured',
  ]);
  expect(codesOf(findings)).not.toContain('platform/boot-loader-unknown');
});

test('a host that was looked at keeps its open questions', async () => {
  const host = await sampleSnapshot('intel-desktop');
  const gap = { unknown: 'denied', source: '/dev/kvm', detail: 'EACCES' } as const;
  const findings = checkHost({ ...host, deviceNodes: gap });
  expect(codesOf(findings)).toContain('kvm/unmeasured');
  expect(codesOf(findings)).not.toContain('host/posted');
  for (const finding of findings) expect(finding).not.toHaveProperty('readFrom');
});

test('oddities of the text stand in the note', () => {
  const note = checkHost(posted('group-loops')).find(finding => finding.code === 'host/posted');
  expect(note && describeFinding(note).evidence.map(one => one.observed)).toContain(
    '2 lines with a PCI address were not understood, the first is line 7',
  );
});

test('no verdict cites a file of a host that only a text tells of', () => {
  for (const name of ['intel-desktop-nnk', 'lost-card', 'group-loops', 'both-gpus']) {
    const described = review(posted(name), '01:00.0').findings.map(describeFinding);
    for (const { code, evidence } of described)
      for (const { source } of evidence) expect(source, code).not.toMatch(/^\//);
  }
  const shared = pick(posted('intel-desktop-nnk'), '01:00.0').find(({ code }) => code === 'iommu/group-shared');
  expect(shared && describeFinding(shared).evidence[0]).toMatchObject({
    source: 'the pasted text, 0000:01:00.1',
    observed: expect.stringContaining('driver snd_hda_intel'),
  });
});

test('a lost card is said to be lost, and nothing of its group is made up', () => {
  const codes = codesOf(pick(posted('lost-card'), '01:00.0'));
  expect(codes).toContain('pci/does-not-answer');
  expect(codes).toContain('iommu/group-unmeasured');
  expect(codes).not.toContain('iommu/no-group');
});

describe('the last display', () => {
  const last = (host: HostSnapshot, ...addresses: string[]) => {
    const found = pick(host, ...addresses).find(({ code }) => code === 'pci/last-display');
    return found && describeFinding(found);
  };

  test('names the other one that VFIO has', () => {
    const words = last(posted('both-gpus'), '0e:00.0');
    expect(words?.explanation).toMatch(/all that the host still has to drive a screen: 0000:01:00\.0 .* under a VFIO/);
    expect(words?.evidence).toEqual([
      { source: 'the pasted text', observed: 'no other display under a host driver (class 03)' },
      { source: 'the pasted text, 0000:01:00.0', observed: 'vfio-pci' },
    ]);
  });

  test('is not judged by a list that may lack the other one', () => {
    const whole = textOf('both-gpus');
    const part = whole.replace(/^00:00\.0.*\n.*\n/m, '');
    expect(part).not.toBe(whole);
    expect(last(read(part), '0e:00.0')).toBeUndefined();
  });
});

describe('a group', () => {
  const loop = (first: string) => `IOMMU Group 3:
	${first}
	01:00.0 VGA compatible controller [0300]: X [10de:2484] (rev a1)
	05:00.0 Ethernet controller [0200]: X [8086:15f3] (rev 03)
01:00.0 VGA compatible controller [0300]: X [10de:2484] (rev a1)
	Kernel driver in use: vfio-pci
05:00.0 Ethernet controller [0200]: X [8086:15f3] (rev 03)
	Kernel driver in use: vfio-pci
`;

  test('is not called viable when members may be missing', () => {
    expect(codesOf(pick(read(loop('')), '01:00.0', '05:00.0'))).not.toContain('iommu/group-viable');
    const whole = `00:00.0 Host bridge [0600]: X [8086:3ec2]\n${loop('')}`;
    expect(codesOf(pick(read(whole), '01:00.0', '05:00.0'))).toContain('iommu/group-viable');
  });

  test('that cannot be explained without the bridges is not explained by the firmware', () => {
    const found = pick(read(loop('')), '01:00.0').find(({ code }) => code === 'isolation/group-explained');
    const words = found && describeFinding(found);
    expect(words?.title).toBe('What holds IOMMU group 3 together cannot be seen');
    expect(words?.explanation).toContain('because the bridges above them are not known');
    expect(words?.explanation).not.toMatch(/firmware|No rule/);
    expect(words?.remedies).toContainEqual(expect.objectContaining({ command: 'lspci -nnvv' }));
    expect(JSON.stringify(words?.remedies)).not.toContain('No setting separates');
  });
});

test('functions of one slot are not blamed where the port above them is not known', () => {
  const host = read(`00:00.0 Host bridge [0600]: X [8086:3ec2]
IOMMU Group 1:
	00:01.0 PCI bridge [0604]: X [8086:1901]
	01:00.0 VGA compatible controller [0300]: X [10de:2484]
	01:00.1 Audio device [0403]: X [10de:228b]
	02:00.0 Ethernet controller [0200]: X [8086:15f3]
`);
  const found = pick(host, '01:00.0').find(({ code }) => code === 'isolation/group-explained');
  expect(found).toMatchObject({ causes: [{ kind: 'unexplained', because: 'way-unknown' }] });
});

describe('words follow where the answer is missing', () => {
  const texts = (code: 'pci/reset-unmeasured' | 'function/power-unmeasured', source: string) =>
    describeFinding({
      code,
      fn: { bdf: '0000:01:00.0' as Bdf, name: 'X', driver: null },
      gap: { unknown: 'absent', source, detail: '' },
    }).explanation;

  test.each(['pci/reset-unmeasured', 'function/power-unmeasured'] as const)('%s', code => {
    expect(texts(code, '/sys/bus/pci/devices/0000:01:00.0/x')).toContain('Kernels before 5.');
    expect(texts(code, 'the pasted text')).not.toContain('Kernels');
    expect(texts(code, 'the snapshot')).not.toContain('Kernels');
  });

  test('sentences begin in upper case, and nobody says that VFIO is not loaded', () => {
    const gap = { unknown: 'absent', source: 'the pasted text', detail: '' } as const;
    expect(describeFinding({ code: 'kvm/unmeasured', gap }).explanation).toMatch(/^[A-Z]/);
    expect(describeFinding({ code: 'platform/vfio-modules-unmeasured', gap }).explanation).not.toContain('not loaded');
  });
});

test('one reason is told once', () => {
  const gap = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' } as const;
  const found = { code: 'cost/seat-unmeasured', fns: [], gaps: [gap, gap, { ...gap, source: '/sys/y' }] } as const;
  expect(describeFinding({ ...found, fns: [], gaps: [...found.gaps] }).evidence).toHaveLength(2);
});
