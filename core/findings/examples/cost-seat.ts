import type { Bdf } from '../../pci/bdf.ts';
import type { CostSeatFacts } from '../catalogue/cost-seat.ts';
import type { Examples } from './examples.ts';

const gpu = { bdf: '0000:01:00.0' as Bdf, name: 'NVIDIA GeForce', driver: 'nouveau' };
const other = { bdf: '0000:00:02.0' as Bdf, name: 'Intel Graphics', driver: 'i915' };
const usb = { bdf: '0000:00:14.0' as Bdf, name: 'Intel USB', driver: 'xhci_hcd' };
const sound = { bdf: '0000:00:1f.3' as Bdf, name: 'Intel Audio', driver: 'snd_hda_intel' };
const gap = { unknown: 'denied', source: '/proc/iomem', detail: 'all addresses read as zero' } as const;

export const costSeatExamples: Examples<CostSeatFacts> = {
  facts: {
    'cost/active-display': {
      fn: gpu,
      card: 'card1',
      connectors: ['DP-1', 'HDMI-A-1'],
      others: [other],
      isReachable: true,
    },
    'cost/last-keyboard': { fns: [usb], devices: ['Logitech USB Keyboard'], isReachable: false, left: [] },
    'cost/last-pointer': { fns: [usb], devices: ['Logitech USB Mouse'], isReachable: true },
    'cost/usb-devices': { fn: usb, devices: ['C922 Pro Stream Webcam', '8087:0026'] },
    'cost/sound': { fn: sound, card: 'PCH' },
    'cost/boot-picture': {
      fn: gpu,
      claims: [
        { function: gpu.bdf, start: '0x4000000000', end: '0x40007e8fff', claimant: 'efifb' },
        { function: gpu.bdf, start: '0x4000000000', end: '0x40007e8fff', claimant: 'BOOTFB' },
      ],
      console: 'vtcon1',
      others: [other],
    },
    'cost/boot-picture-unmeasured': { fn: gpu, gap },
    'cost/seat-unmeasured': { fns: [gpu, usb], gaps: [{ unknown: 'failed', source: '/sys/class/drm', detail: 'EIO' }] },
  },
  withoutRemedy: {
    'cost/sound': 'worth knowing; the guest gets a sound card of its own',
    'cost/seat-unmeasured': 'the evidence names what to open up',
  },
};
