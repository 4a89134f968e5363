import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { type ArgumentVerdict, askedOf, judgeArguments } from './kernel-arguments.ts';

const intel = { maker: 'intel', version: { major: 6, minor: 12 } } as const;
const amd = { ...intel, maker: 'amd' } as const;
const taken = { is: 'taken' } as const;
const mistyped = (meant: string) => ({ is: 'mistyped', meant }) as const;

test.each<[string, typeof intel | typeof amd, ArgumentVerdict | null]>([
  ['intel_iommu=on', intel, taken],
  ['intel-iommu=on,sm_on', intel, taken],
  ['"intel_iommu=on"', intel, taken],
  ['intel_iommu=On', intel, mistyped('intel_iommu=on')],
  ['intel_iommu=1', intel, mistyped('intel_iommu=on')],
  ['intel_iommu', intel, mistyped('intel_iommu=on')],
  ['intel_iommu=on,pt', intel, mistyped('iommu=pt')],
  ['intel_iommu=pt', intel, mistyped('iommu=pt')],
  ['intel_iommu=igfx_of', intel, mistyped('intel_iommu=igfx_off')],
  ['intel_iommu=on,relax_rmrr', intel, { is: 'out-of-tree' }],
  ['intel_iommu=shiny', intel, { is: 'idle', reason: 'unknown-value' }],
  ['intel_iommu=on', amd, { is: 'idle', reason: 'other-maker' }],
  ['amd_iommu=on', amd, { is: 'idle', reason: 'amd-is-on-anyway' }],
  ['amd_iommu=on', intel, { is: 'idle', reason: 'other-maker' }],
  ['amd_iommu=force_isolation', amd, taken],
  ['amd_iommu=pt', amd, mistyped('iommu=pt')],
  ['iommu=pt', amd, taken],
  ['iommu=soft', amd, taken],
  ['iommu=on', amd, { is: 'idle', reason: 'unknown-value' }],
  ['iommu=1', intel, { is: 'idle', reason: 'unknown-value' }],
  ['iommu.passthrough=1', intel, taken],
  ['intremap=no_x2apic_optout', intel, taken],
  ['intremap=offf', intel, { is: 'idle', reason: 'unknown-value' }],
  ['vfio-pci-ids=10de:1e81', intel, mistyped('vfio_pci.ids=10de:1e81')],
  ['vfio_pci.ids=10de:1e81', intel, null],
  ['vfio-pci.disable_vga=1', intel, null],
  ['vfio_iommu_type1.allow_unsafe_interrupts=1', intel, null],
  ['intel_iomu=on', intel, mistyped('intel_iommu=on')],
  ['inteliommu=on', intel, mistyped('intel_iommu=on')],
  ['intel_iommuu=on', intel, mistyped('intel_iommu=on')],
  ['pci_acs_override=downstream', intel, mistyped('pcie_acs_override=downstream')],
  ['pcie_acs_override=downstream,multifunction', intel, { is: 'out-of-tree' }],
  ['pci=config_acs=00110@0000:00:1c.0', intel, taken],
  ['pci=nommconf', intel, null],
  ['amd_iommu_dump=1', amd, null],
  ['quiet', intel, null],
  ['root=UUID=acs', intel, null],
])('%s', (argument, context, verdict) => {
  expect(judgeArguments([argument], context)).toEqual(verdict ? [{ argument, verdict }] : []);
});

test('ACS by argument came with 6.11', () => {
  const argument = 'pci=noaer,config_acs=00110@0000:00:1c.0';
  const judge = (minor: number) => judgeArguments([argument], { maker: 'intel', version: { major: 6, minor } });
  expect(judge(10)).toEqual([{ argument, verdict: { is: 'too-new', since: '6.11' } }]);
  expect(judge(11)).toEqual([{ argument, verdict: taken }]);
});

test.each<[string[], object]>([
  [[], { passThrough: null, strict: null, acsOverride: null }],
  [['iommu=pt'], { passThrough: { on: true, argument: 'iommu=pt' } }],
  [['iommu=pt', 'iommu.passthrough=0'], { passThrough: { on: false, argument: 'iommu.passthrough=0' } }],
  [['iommu=nopt'], { passThrough: { on: false, argument: 'iommu=nopt' } }],
  [['intel_iommu=on,strict'], { strict: { on: true, argument: 'intel_iommu=on,strict' } }],
  [['iommu.strict=0'], { strict: { on: false, argument: 'iommu.strict=0' } }],
  [['amd_iommu=fullflush'], { strict: { on: true, argument: 'amd_iommu=fullflush' } }],
  [['pcie_acs_override=downstream'], { acsOverride: 'pcie_acs_override=downstream' }],
])('%j asks %j', (args, asked) => {
  expect(askedOf(args)).toMatchObject(asked);
});

test('answers to any text', () => {
  expectAnswerToAnyText(text => judgeArguments([text], intel), 'intel_iommu=on,sm_on');
  expectAnswerToAnyText(text => askedOf([text]), 'iommu.passthrough=1');
});
