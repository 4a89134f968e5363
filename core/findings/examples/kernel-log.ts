import type { Bdf } from '../../pci/bdf.ts';
import type { KernelLogFacts } from '../catalogue/kernel-log.ts';
import type { Examples } from './examples.ts';

const source = 'journalctl -k -b';
const bdf = '0000:01:00.0' as Bdf;
const fn = { bdf, name: 'NVIDIA GeForce', driver: 'nvidia' };

export const kernelLogExamples: Examples<KernelLogFacts> = {
  facts: {
    'kernel-log/trouble': {
      kind: 'reset/not-ready',
      facts: { device: bdf, milliseconds: 65535, reset: 'bus reset' },
      fn,
      count: 2,
      firstSeconds: 913.28,
      lastSeconds: 10_921.4,
      excerpt: 'vfio-pci 0000:01:00.0: not ready 65535ms after bus reset; giving up',
      source,
    },
    'kernel-log/notice': {
      kind: 'irq/nobody-cared',
      facts: { device: 'A device', irq: 16 },
      fn: null,
      count: 1,
      firstSeconds: 42,
      lastSeconds: 42,
      excerpt: 'irq 16: nobody cared (try booting with the "irqpoll" option)',
      source,
    },
    'kernel-log/about-functions': {
      about: [{ bdf, excerpt: 'vfio-pci 0000:01:00.0: not ready 65535ms after bus reset; giving up' }],
      source,
    },
    'kernel-log/clean': { lines: 1871, isTruncated: false, source },
    'kernel-log/unmeasured': {
      gap: { unknown: 'denied', source, detail: 'it shows no line to this user' },
      user: 'ada',
    },
  },
  withoutRemedy: {},
};
