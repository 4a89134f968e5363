import { expect, test } from 'vitest';
import type { Unknown } from '../host/measured.ts';
import type { Bdf } from '../pci/bdf.ts';
import { accessCatalogue } from './catalogue/access.ts';
import { costCatalogue } from './catalogue/cost.ts';
import { costSeatCatalogue } from './catalogue/cost-seat.ts';
import { functionCatalogue } from './catalogue/function.ts';
import { holdersCatalogue } from './catalogue/holders.ts';
import { hostMemoryCatalogue } from './catalogue/host-memory.ts';
import { isolationCatalogue } from './catalogue/isolation.ts';
import { kernelLogCatalogue } from './catalogue/kernel-log.ts';
import { platformCatalogue } from './catalogue/platform.ts';
import { catalogue } from './catalogue.ts';

import { bySeverity, describeFinding, worstSeverity } from './describe.ts';
import { accessExamples } from './examples/access.ts';
import { costExamples } from './examples/cost.ts';
import { costSeatExamples } from './examples/cost-seat.ts';
import { functionExamples } from './examples/function.ts';
import { holdersExamples } from './examples/holders.ts';
import { hostMemoryExamples } from './examples/host-memory.ts';
import { isolationExamples } from './examples/isolation.ts';
import { kernelLogExamples } from './examples/kernel-log.ts';
import { memoryExamples } from './examples/memory.ts';
import { platformExamples } from './examples/platform.ts';
import { explainRemedy } from './explain-remedy.ts';
import type { Finding, FindingCode, FindingFacts } from './finding.ts';

const GIB = 1024 ** 3;
const gap: Unknown = { unknown: 'denied', source: '/sys/example', detail: 'EACCES' };
const fn = { bdf: '0000:01:00.0' as Bdf, name: 'NVIDIA GeForce', driver: 'nvidia' };
const audio = { bdf: '0000:01:00.1' as Bdf, name: 'NVIDIA Audio', driver: 'snd_hda_intel' };
const idle = { bdf: '0000:01:00.2' as Bdf, name: '', driver: null };
const owner = { owner: 'root', group: 'kvm', user: 'ada', mode: 0o660 };

const AREAS = {
  access: { entries: accessCatalogue, ...accessExamples },
  cost: { entries: costCatalogue, ...costExamples },
  'cost-seat': { entries: costSeatCatalogue, ...costSeatExamples },
  function: { entries: functionCatalogue, ...functionExamples },
  holders: { entries: holdersCatalogue, ...holdersExamples },
  'host-memory': { entries: hostMemoryCatalogue, ...hostMemoryExamples },
  isolation: { entries: isolationCatalogue, ...isolationExamples },
  'kernel-log': { entries: kernelLogCatalogue, ...kernelLogExamples },
  platform: { entries: platformCatalogue, ...platformExamples },
};

/** One example of every code; a code without one does not compile. */
const examples: { [Code in FindingCode]: FindingFacts[Code] } = {
  ...accessExamples.facts,
  ...costExamples.facts,
  ...costSeatExamples.facts,
  ...functionExamples.facts,
  ...holdersExamples.facts,
  ...hostMemoryExamples.facts,
  ...isolationExamples.facts,
  ...kernelLogExamples.facts,
  ...platformExamples.facts,

  'iommu/active': {
    units: ['dmar0', 'dmar1'],
    groupCount: 17,
    tables: ['DMAR'],
    types: [{ type: 'DMA-FQ', count: 17 }],
  },
  'iommu/off-in-firmware': { maker: 'amd', board: 'msi', isVirtualMachine: false, argumentInVain: 'iommu=pt' },
  'iommu/off-by-kernel-argument': { argument: 'intel_iommu=off', tables: ['DMAR'] },
  'iommu/needs-kernel-argument': { argument: 'intel_iommu=on', tables: ['DMAR'] },
  'iommu/enabled-but-inactive': { tables: ['DMAR'], maker: 'intel', board: null, argument: 'intel_iommu=on' },
  'iommu/unmeasured': { gaps: [gap] },
  'iommu/interrupt-remapping-on': { x2apic: 'on' },
  'iommu/interrupt-remapping-off': { maker: 'intel', board: 'supermicro', argument: 'intremap=off' },
  'iommu/interrupt-remapping-unmeasured': { gap },
  'kvm/usable': { mode: 0o666 },
  'kvm/no-cpu-support': { model: 'Example CPU', isVirtualMachine: false },
  'kvm/module-missing': { flag: 'svm' },
  'kvm/no-access': owner,
  'kvm/unmeasured': { gap },
  'host/no-pci-functions': {},
  'host/functions-unmeasured': { gap },
  'host/is-virtual-machine': { hypervisor: 'kvm' },
  'host/lockdown': { mode: 'integrity' },
  'host/posted': { title: 'forum.txt', notes: ['line 4 has a PCI address and was not understood'] },
  'selection/empty': {},
  'selection/not-found': { bdf: fn.bdf },
  'selection/picked-twice': { bdf: fn.bdf },
  'selection/is-bridge': { fn },
  'iommu/no-group': { fn, isVirtio: false },
  'iommu/group-unmeasured': { fn, gap },
  'iommu/group-shared': {
    group: 2,
    picked: [fn],
    inTheWay: [audio, idle],
    assignable: [audio],
    losses: [{ bdf: audio.bdf, level: 'costs', text: '/mnt/data (sda1 on sda)' }],
    unclear: [],
  },
  'iommu/no-iommu-group': { group: 0, picked: [fn] },
  'iommu/group-viable': {
    group: 2,
    picked: [fn, audio],
    bridges: [{ ...fn, bdf: '0000:00:01.0' as Bdf }],
    idle: [idle],
  },
  'iommu/reserved-regions-unmeasured': { group: 2, gap },
  'vfio/not-bound': { fns: [fn, audio], notNow: [fn.bdf], keptOpen: [fn.bdf], lookFirst: [] },
  'vfio/bound': { fns: [{ ...fn, driver: 'vfio-pci' }] },
  'vfio/driver-unmeasured': { fn, gap },
  'vfio/group-node-denied': { path: '/dev/vfio/2', ...owner },
  'vfio/group-node-usable': { path: '/dev/vfio/2' },
  'vfio/group-node-unmeasured': { gap },
  'pci/companions-left-out': { slot: '0000:01:00', picked: [fn], left: [audio] },
  'pci/boot-vga': { fn, otherDisplays: [audio] },
  'pci/last-display': { picked: [fn], held: [] },
  'pci/no-display-outputs': { fn },
  'pci/no-reset': { fn },
  'pci/reset-with-bus': { fns: [fn, audio] },
  'pci/reset-needs-whole-bus': { fns: [fn], left: [audio] },
  'pci/reset-by-itself': { fn, methods: ['flr', 'bus'] },
  'pci/reset-unmeasured': { fn, gap },
  'pci/asleep': { fn, powerState: 'D3cold' },
  'pci/does-not-answer': { fn },
  'pci/class-unmeasured': { fn, gap },
  ...memoryExamples,
  'qemu/found': { path: '/usr/bin/qemu-system-x86_64', version: '9.2.0' },
  'qemu/missing': {},
  'qemu/unmeasured': { gap },
  'firmware/found': { description: 'OVMF', descriptor: '/usr/share/qemu/firmware/60-ovmf.json' },
  'firmware/uefi-missing': { found: 0 },
  'firmware/secure-boot-missing': { found: 2 },
  'firmware/unmeasured': { gap },
  'machine/no-disk': {},
  'machine/disk-twice': { path: '/vm/disk.qcow2' },
  'machine/relative-path': { path: 'disk.qcow2', use: 'disk' },
  'machine/more-vcpus-than-host': { vcpus: 32, hostCpus: 16 },
  'machine/no-picture': {},
  'machine/bridge-needs-helper': { bridge: 'br0' },
  'probe/no-interface': { bdf: fn.bdf, wanted: 'iommufd' },
  'probe/refused': { bdf: fn.bdf, refusal: { call: 'open', errno: 'EBUSY', object: '/dev/vfio/2' } },
  'probe/not-viable': { bdf: fn.bdf, group: 2 },
  'probe/ended': { bdf: fn.bdf, how: 'signal SIGKILL.' },
  'probe/memlock-exceeded': {
    by: 'vfio-type1',
    pid: 4711,
    wantedBytes: 16 * GIB,
    mappedBytes: 8 * 1024 ** 2,
    limitBytes: 8 * 1024 ** 2,
    neededBytes: 17 * GIB,
    user: 'ada',
  },
  'probe/counted-as-predicted': { counter: 'VmLck', bytes: 16 * GIB },
  'probe/counted-otherwise': { counter: 'VmPin', predictedBytes: 16 * GIB, countedBytes: 15 * GIB },
  'probe/left-behind': { counter: 'VmLck', bytes: 4096 },
};

const findings = Object.entries(examples).map(([code, facts]) => ({ code, ...facts }) as Finding);

/** Codes with nothing to do, and why. Everything else that is not `ok` must offer a remedy. */
const WITHOUT_REMEDY: Partial<Record<FindingCode, string>> = {
  ...accessExamples.withoutRemedy,
  ...costExamples.withoutRemedy,
  ...costSeatExamples.withoutRemedy,
  ...functionExamples.withoutRemedy,
  ...holdersExamples.withoutRemedy,
  ...hostMemoryExamples.withoutRemedy,
  ...isolationExamples.withoutRemedy,
  ...kernelLogExamples.withoutRemedy,
  ...platformExamples.withoutRemedy,
  'selection/empty': 'a starting point, not a problem',
  'kvm/unmeasured': 'the evidence names what to open up',
  'pci/class-unmeasured': 'the evidence names what to open up',
  'iommu/group-unmeasured': 'the evidence names what to open up',
  'iommu/reserved-regions-unmeasured': 'the evidence names what to open up',
  'vfio/driver-unmeasured': 'the evidence names what to open up',
  'pci/reset-unmeasured': 'only a newer kernel can tell',
  'memory/host-unmeasured': 'the evidence names what to open up',
  'qemu/unmeasured': 'the evidence names what to open up',
  'host/is-virtual-machine': 'a fact about the host',
  'host/lockdown': 'a fact about the host; VFIO works',
  'pci/no-display-outputs': 'a property of the device',
  'machine/no-disk': 'often what is meant',
};

test('every code has an example', () => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(catalogue).sort());
});

test.each(findings.map(finding => [finding.code, finding] as const))('%s is well written', (code, finding) => {
  const words = describeFinding(finding);
  expect(words.title).toMatch(/^\S.*[^.\s]$/);
  expect(words.explanation).toMatch(/^\S[\s\S]*[.”"]$/);
  for (const text of [
    words.title,
    words.explanation,
    ...words.remedies.map(remedy => explainRemedy(remedy, null).text),
  ]) {
    expect(text, 'a fact is missing from a text').not.toMatch(/undefined|null|NaN|\[object|  /);
  }
  if (words.severity === 'blocker' || words.severity === 'unmeasured')
    expect(words.evidence.length, 'no proof').toBeGreaterThan(0);
  for (const { source, observed } of words.evidence) expect(source.length * observed.length).toBeGreaterThan(0);
  const needsRemedy = words.severity !== 'ok' && !(code in WITHOUT_REMEDY);
  expect(words.remedies.length > 0, 'remedies').toBe(needsRemedy);
});

/** Areas that keep a golden file of their own; the rest shares one. */
const areaOf = (code: FindingCode) =>
  Object.entries(AREAS).find(([, { entries }]) => Object.hasOwn(entries, code))?.[0] ?? 'rest';

test.each([...Map.groupBy(findings, finding => areaOf(finding.code))])(
  'the texts of %s read as they did',
  async (area, group) => {
    const text = group
      .map(describeFinding)
      .map(words =>
        [
          `${words.code} (${words.severity})`,
          `  ${words.title}`,
          `  ${words.explanation}`,
          ...words.evidence.map(({ source, observed }) => `  read from ${source}: ${observed}`),
          ...words.remedies
            .map(remedy => explainRemedy(remedy, null))
            .map(({ text: remedy, copy }) => `  -> ${remedy}${copy === null ? '' : ` ${copy}`}`),
        ].join('\n'),
      );
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`golden/catalogue/${area}.txt`);
  },
);

test('worst and order', () => {
  expect(worstSeverity([])).toBe('ok');
  expect(worstSeverity(findings)).toBe('blocker');
  const mixed: Finding[] = [
    { code: 'selection/empty' },
    { code: 'qemu/missing' },
    { code: 'machine/no-picture' },
    { code: 'host/no-pci-functions' },
  ];
  expect(bySeverity(mixed).map(finding => finding.code)).toEqual([
    'qemu/missing',
    'host/no-pci-functions',
    'machine/no-picture',
    'selection/empty',
  ]);
});
