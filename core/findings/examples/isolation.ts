import type { Bdf } from '../../pci/bdf.ts';
import type { IsolationFacts } from '../catalogue/isolation.ts';
import type { FunctionLabel } from '../function-label.ts';
import type { Examples } from './examples.ts';

const label = (bdf: string, name: string, driver: string | null): FunctionLabel => ({ bdf: bdf as Bdf, name, driver });
const port = label('0000:03:00.0', 'AMD 500 Series Chipset Switch Downstream Port', 'pcieport');
const card = label('0000:04:00.0', 'NVIDIA GP108 [GeForce GT 1030]', 'nouveau');
const network = label('0000:06:00.0', 'Realtek RTL8125', 'r8169');

const memory = { start: '0x7b800000', end: '0x7fffffff' };
const regions = {
  group: 2,
  picked: [card],
  regions: [{ ...memory, type: 'direct' as const }],
};

export const isolationExamples: Examples<IsolationFacts> = {
  facts: {
    'isolation/group-explained': {
      group: 15,
      picked: [card],
      others: [network],
      causes: [
        {
          kind: 'multifunction',
          at: label('0000:02:00.0', 'AMD 500 Series Chipset USB 3.1 XHCI Controller', 'xhci_hcd'),
          joins: [port, card, network],
          because: 'no-capability',
          missing: ['request redirect', 'completion redirect'],
          evidence: 'config-space',
        },
        {
          kind: 'port',
          at: port,
          joins: [port, card],
          because: 'switched-off',
          missing: ['completion redirect'],
          evidence: 'config-space',
        },
        { kind: 'port', at: port, joins: [port, card], because: 'unread', missing: [], evidence: 'kernel' },
        { kind: 'port', at: port, joins: [port, card], because: 'quirk', missing: [], evidence: 'quirk-list' },
      ],
      slots: [
        { port: label('0000:00:03.1', '', 'pcieport'), behind: [], lanes: 16 },
        { port: label('0000:00:01.1', '', 'pcieport'), behind: [label('0000:01:00.0', 'SSD', 'nvme')], lanes: null },
      ],
      isCard: true,
      maker: 'amd',
      board: 'asrock',
      configAcs: 'pci=config_acs=x1xxx@0000:03:00.0',
      overrideCarrier: 'linux-zen',
    },
    'isolation/acs-override-in-use': {
      argument: 'pcie_acs_override=downstream,multifunction',
      proof: 'registers',
      pretending: [port],
    },
    'iommu/argument-mistyped': { argument: 'intel_iommu=On', meant: 'intel_iommu=on' },
    'iommu/argument-idle': { argument: 'amd_iommu=on', reason: 'amd-is-on-anyway', maker: 'amd' },
    'iommu/argument-not-in-effect': {
      argument: 'iommu=pt',
      wish: 'pass-through',
      observed: 'DMA-FQ in 24 groups',
      source: '/sys/kernel/iommu_groups/*/type',
    },
    'iommu/direct-regions-relaxed': { argument: 'intel_iommu=on,relax_rmrr', isLogged: true },
    'iommu/direct-regions': {
      ...regions,
      entries: [{ table: 'IVRS', ...memory, names: '00:00.0 to 0f:1f.7', isWide: true }],
      isPreBootProtected: true,
      maker: 'amd',
      board: 'gigabyte',
    },
    'iommu/direct-regions-tolerated': { ...regions, release: '6.1.0-28-amd64' },
    'iommu/direct-regions-open': { ...regions, release: '5.14.0-503.el9_5.x86_64' },
    'iommu/direct-regions-dropped': {
      ...regions,
      regions: [],
      entries: [{ table: 'DMAR', ...memory, names: '0000:04:00.0', isWide: false }],
    },
    'iommu/unit-is-virtual': { units: ['dmar0'] },
    'iommu/thunderbolt-unprotected': { domains: ['domain0'] },
  },
  withoutRemedy: { 'iommu/unit-is-virtual': 'a fact about the host' },
};
