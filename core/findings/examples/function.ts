import type { Bdf } from '../../pci/bdf.ts';
import type { FunctionFacts } from '../catalogue/function.ts';
import type { FunctionLabel } from '../function-label.ts';
import type { Examples } from './examples.ts';

const card: FunctionLabel = { bdf: '0000:09:00.0' as Bdf, name: 'AMD Navi 10 [Radeon RX 5700 XT]', driver: 'amdgpu' };
const other: FunctionLabel = { bdf: '0000:04:00.0' as Bdf, name: 'NVIDIA GP108 [GeForce GT 1030]', driver: 'nouveau' };
const port: FunctionLabel = { bdf: '0000:00:03.1' as Bdf, name: 'AMD GPP Bridge', driver: 'pcieport' };
const usb: FunctionLabel = { bdf: '0000:0b:00.3' as Bdf, name: 'AMD Matisse USB 3.0', driver: 'xhci_hcd' };
const network: FunctionLabel = { bdf: '0000:b0:00.0' as Bdf, name: 'Intel X710', driver: 'i40e' };
const virtual: FunctionLabel = { bdf: '0000:b0:02.0' as Bdf, name: 'Intel virtual function', driver: 'iavf' };
const gap = { unknown: 'denied', source: '/proc/iomem', detail: 'addresses are zeros' } as const;

const fast = { gigatransfersPerSecond: 16, width: 16 };
const link = { fn: card, device: card.bdf, now: { gigatransfersPerSecond: 8, width: 4 }, most: fast };
const reset = { fn: card, family: 'AMD Navi 10', source: 'https://github.com/gnif/vendor-reset', methods: ['bus'] };

export const functionExamples: Examples<FunctionFacts> = {
  facts: {
    'function/header-broken': { fn: card, headerType: 127 },
    'function/link-down': { ...link, now: { gigatransfersPerSecond: 2.5, width: 0 } },
    'function/link-lanes-missing': { ...link, now: { gigatransfersPerSecond: 16, width: 8 }, portMost: fast },
    'function/link-limited': {
      ...link,
      port: port.bdf,
      portMost: { gigatransfersPerSecond: 8, width: 4 },
      isWidest: false,
    },
    'function/link-idle': { ...link, now: { gigatransfersPerSecond: 2.5, width: 16 } },
    'function/port-asleep': { fns: [card], ports: [{ port, powerState: 'D3cold', isD3coldAllowed: true }] },
    'function/power-unmeasured': {
      fn: card,
      gap: { unknown: 'absent', source: '/sys/bus/pci/devices/0000:09:00.0/power_state', detail: 'ENOENT' },
    },
    'function/reset-family-known-bad': { ...reset, vendorReset: 'absent' },
    'function/vendor-reset-covers': { ...reset, methods: ['device_specific', 'bus'] },
    'function/reset-without-cure': {
      ...reset,
      family: 'AMD Raphael or Granite Ridge',
      source: 'https://github.com/isc30/ryzen-gpu-passthrough-proxmox/issues/135',
      methods: null,
    },
    'function/reset-reported-bad': {
      ...reset,
      family: 'AMD Navi 32',
      source: 'https://github.com/gnif/vendor-reset/issues/97',
    },
    'function/reset-quirk-missing': {
      fn: usb,
      family: 'AMD Starship and Matisse USB',
      source: 'Linux drivers/pci/quirks.c',
      trouble: 'flr-hangs',
      methods: ['flr', 'pm'],
    },
    'function/has-virtual-functions': { fn: network, enabledVfs: 1, virtual: [virtual] },
    'function/virtuals-unmeasured': { fn: network, gap: { ...gap, source: '/sys/example/sriov_numvfs' } },
    'function/virtual': { fns: [virtual], physical: network },
    'function/virtual-needs-token': { fns: [virtual], physical: { ...network, driver: 'vfio-pci' } },
    'function/twins': {
      fn: { label: card, serial: '48-b0-2d-ff-ff-6f-12-34' },
      twins: [{ label: other, serial: null }],
      more: 0,
      ids: '10de:2231',
      byIds: 'vfio-pci.ids=10de:2231',
    },
    'function/linked-left-out': { fn: card, needs: [usb], neededBy: [other] },
    'function/variant-driver': { fn: network, module: 'mlx5_vfio_pci' },
    'function/rom-shadow': { fn: card, fileMode: 0o600 },
  },
  withoutRemedy: {
    'function/virtual': 'as it should be',
    'function/power-unmeasured': 'only a newer kernel can tell',
    'function/virtuals-unmeasured': 'the evidence names what to open up',
  },
};
