/**
 * Texts about resets that are known to go wrong.
 * Source: gnif/vendor-reset README and udev rule; Linux Documentation/ABI/testing/sysfs-bus-pci (reset_method);
 * drivers/pci/quirks.c.
 */
import type { Catalogue } from '../catalogue-entry.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';

export type ModuleState = 'built-in' | 'loaded' | 'loadable' | 'absent' | 'unknown';

type Facts = {
  fn: FunctionLabel;
  family: string;
  /** Where the family's trouble is written down. */
  source: string;
  /** null: this kernel does not say. */
  methods: string[] | null;
};

export type FunctionResetFacts = {
  'function/reset-family-known-bad': Facts & { vendorReset: ModuleState };
  'function/vendor-reset-covers': Facts & { methods: string[] };
  'function/reset-without-cure': Facts;
  'function/reset-reported-bad': Facts;
  'function/reset-quirk-missing': Facts & { trouble: 'flr-hangs' | 'needs-care'; methods: string[] };
};

const file = ({ bdf }: FunctionLabel) => `/sys/bus/pci/devices/${bdf}/reset_method`;
const evidence = ({ fn, family, source, methods }: Facts) => [
  { source: file(fn), observed: methods === null ? 'not told' : methods.join(' ') || 'no method' },
  { source, observed: source.includes('/issues/') ? `reports about ${family}` : `${family} is listed` },
];
const useDeviceSpecific = (fn: FunctionLabel): Remedy => ({
  kind: 'command',
  command: `modprobe vendor-reset && echo device_specific > ${file(fn)}`,
  needsRoot: true,
  effect: 'makes the module reset the card, until the next start of the host',
});
const bindEarly: Remedy = {
  kind: 'advice',
  text: 'Give the card to vfio-pci when the host starts, before a host driver wakes it, and shut the guest down properly: a guest that was killed leaves the card running.',
};
const onlyRestart = 'Once it hangs, only a restart of the host or sleep and wake brings it back.';

export const functionResetCatalogue: Catalogue<FunctionResetFacts> = {
  'function/reset-family-known-bad': {
    severity: 'warning',
    title: f => `${f.fn.bdf} is of a family that does not come back from a reset (${f.family})`,
    explain: f =>
      `${formatLabel(f.fn)} works in a guest once. After the guest has ended, the ways that the kernel has do not reset it: the next start shows a black screen, or the log says "not ready 65535ms after bus reset; giving up" and "Unknown PCI header type '127'". ${onlyRestart} The module vendor-reset knows how to reset this family${WHERE[f.vendorReset]}`,
    evidence,
    remedies: f => [
      ...(f.vendorReset === 'absent' || f.vendorReset === 'unknown'
        ? [
            {
              kind: 'advice',
              text: 'Install vendor-reset (https://github.com/gnif/vendor-reset; many distributions have it as vendor-reset-dkms) and load it early at each start. With Secure Boot on, the module must be signed with a key of yours.',
            } as const,
          ]
        : []),
      useDeviceSpecific(f.fn),
      bindEarly,
    ],
  },
  'function/vendor-reset-covers': {
    severity: 'ok',
    title: f => `The module vendor-reset resets ${f.fn.bdf}`,
    explain: f =>
      `${formatLabel(f.fn)} is ${f.family}, which the usual resets leave hanging. Its first method is device_specific, which the module vendor-reset provides.`,
    evidence,
    remedies: () => [],
  },
  'function/reset-without-cure': {
    severity: 'warning',
    title: f => `${f.fn.bdf} often works in a guest only once (${f.family})`,
    explain: f =>
      `${formatLabel(f.fn)} is the graphics inside an AMD processor. Owners report that it does not come back after the guest has ended, and vendor-reset does not know this family. ${onlyRestart}`,
    evidence,
    remedies: () => [
      {
        kind: 'advice',
        text: 'In a Windows guest, RadeonResetBugFix switches the GPU off before the guest shuts down and on again after it has started. Expect to restart the host after a crash of the guest.',
      },
    ],
  },
  'function/reset-reported-bad': {
    severity: 'note',
    title: f => `Some owners report that ${f.fn.bdf} does not reset (${f.family})`,
    explain: f =>
      `For ${formatLabel(f.fn)} reports differ: with many it works, with some the second start of a guest fails until the host is restarted. Try two starts in a row before you rely on it.`,
    evidence,
    remedies: () => [bindEarly],
  },
  'function/reset-quirk-missing': {
    severity: 'warning',
    title: f => `This kernel would reset ${f.fn.bdf} in a way that is known to fail`,
    explain: f =>
      f.trouble === 'flr-hangs'
        ? `${formatLabel(f.fn)} (${f.family}) hangs at a function level reset. Newer kernels do not offer it for this device; this one lists ${enumerate(f.methods)}.`
        : `${formatLabel(f.fn)} (${f.family}) needs a halt or a pause around its reset, or it does not answer afterwards. Newer kernels do that as device_specific; this one lists ${enumerate(f.methods)}.`,
    evidence,
    remedies: f => {
      const others = f.methods.filter(method => method !== 'flr');
      const update = { kind: 'advice', text: 'Use a newer kernel: it knows this device.' } as const;
      if (f.trouble !== 'flr-hangs' || others.length === 0) return [update];
      return [
        {
          kind: 'command',
          command: `echo ${others.join(' ')} > ${file(f.fn)}`,
          needsRoot: true,
          effect: 'leaves the function level reset out, until the next start of the host',
        },
        update,
      ];
    },
  },
};

const WHERE: Record<ModuleState, string> = {
  loaded: ', and is loaded; but the kernel does not use it for this card yet.',
  'built-in': ', and is part of this kernel; but the kernel does not use it for this card yet.',
  loadable: ', and is installed; but it is not loaded.',
  absent: '; it is not installed for the running kernel.',
  unknown: '.',
};
