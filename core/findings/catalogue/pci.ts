/**
 * Texts about single functions: displays, resets, companions, power.
 * Source: Linux drivers/pci/pci.c (reset methods and their order), Documentation/ABI/testing/sysfs-bus-pci.
 */
import type { Unknown } from '../../host/measured.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { evidenceOfUnknown, isKernelTooOld } from '../evidence.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';

export type PciFacts = {
  'pci/companions-left-out': { slot: string; picked: FunctionLabel[]; left: FunctionLabel[] };
  'pci/boot-vga': { fn: FunctionLabel; otherDisplays: FunctionLabel[] };
  /** `held`: displays that VFIO has already. */
  'pci/last-display': { picked: FunctionLabel[]; held: FunctionLabel[] };
  'pci/no-display-outputs': { fn: FunctionLabel };
  'pci/no-reset': { fn: FunctionLabel };
  'pci/reset-with-bus': { fns: FunctionLabel[] };
  'pci/reset-needs-whole-bus': { fns: FunctionLabel[]; left: FunctionLabel[] };
  'pci/reset-by-itself': { fn: FunctionLabel; methods: string[] };
  'pci/reset-unmeasured': { fn: FunctionLabel; gap: Unknown };
  'pci/asleep': { fn: FunctionLabel; powerState: string };
  'pci/does-not-answer': { fn: FunctionLabel };
  'pci/class-unmeasured': { fn: FunctionLabel; gap: Unknown };
};

const names = (labels: readonly FunctionLabel[]) => enumerate(labels.map(formatLabel));
const bdfs = (labels: readonly FunctionLabel[]) => enumerate(labels.map(label => label.bdf));
const are = (labels: readonly FunctionLabel[]) => (labels.length === 1 ? 'is' : 'are');
const deviceFile = (fn: FunctionLabel, name: string) => `/sys/bus/pci/devices/${fn.bdf}/${name}`;

export const pciCatalogue: Catalogue<PciFacts> = {
  'pci/companions-left-out': {
    severity: 'warning',
    title: f => `Part of the card in slot ${f.slot} stays behind`,
    explain: f =>
      `${names(f.left)} ${f.left.length === 1 ? 'sits' : 'sit'} on the same card. Drivers in the guest expect the whole card, a reset of one function can hit the others, and sound over the display cable needs its audio function.`,
    evidence: f => [
      { source: '/sys/bus/pci/devices', observed: [...f.picked, ...f.left].map(label => label.bdf).join(', ') },
    ],
    remedies: f => [
      {
        kind: 'select',
        functions: f.left.map(label => label.bdf),
        label: `Assign ${bdfs(f.left)} as well`,
      },
    ],
  },
  'pci/boot-vga': {
    severity: 'warning',
    title: f => `${f.fn.bdf} is the display that the firmware started with`,
    explain: f =>
      `The firmware and the kernel's console have used ${formatLabel(f.fn)}. Its framebuffer may still be held ("BAR 0: can't reserve"), and its option ROM may be a shadow copy, for which the guest needs a romfile.${
        f.otherDisplays.length > 0 ? ` Best is to make ${names(f.otherDisplays)} the primary display.` : ''
      }`,
    evidence: f => [{ source: deviceFile(f.fn, 'boot_vga'), observed: '1' }],
    remedies: f =>
      f.otherDisplays.length > 0
        ? [
            {
              kind: 'firmware-setting',
              setting: 'Primary display (Initial display output)',
              value: `the one of ${bdfs(f.otherDisplays)}`,
            },
            {
              kind: 'advice',
              text: 'Plug the monitor of the host into that card, then check that the desktop runs there.',
            },
          ]
        : [],
  },
  'pci/last-display': {
    severity: 'warning',
    title: () => 'The host is left without any display',
    explain: f =>
      `${names(f.picked)} ${f.picked.length === 1 ? 'is' : 'are'} all that ${
        f.held.length === 0
          ? 'can drive a screen here'
          : `the host still has to drive a screen: ${names(f.held)} ${are(f.held)} under a VFIO driver`
      }. While the machine runs, the screen belongs to the guest: the desktop must be ended first, and the only ways back are the network and a shut-down of the guest.`,
    evidence: f => [
      { source: '/sys/bus/pci/devices', observed: 'no other display under a host driver (class 03)' },
      ...f.held.map(label => ({ source: deviceFile(label, 'driver'), observed: label.driver ?? '' })),
    ],
    remedies: () => [
      { kind: 'advice', text: 'Before you start: make sure that you can log in over SSH from another computer.' },
    ],
  },
  'pci/no-display-outputs': {
    severity: 'note',
    title: f => `${f.fn.bdf} may have no display outputs of its own`,
    explain: f =>
      `${formatLabel(f.fn)} says it is a 3D controller (class 0302): in laptops such a GPU renders, and the built-in one shows the picture. The guest then has no screen on it; a picture must come another way (Looking Glass with a dummy display, RDP, Sunshine).`,
    evidence: f => [{ source: deviceFile(f.fn, 'class'), observed: '0x0302' }],
    remedies: () => [],
  },
  'pci/no-reset': {
    severity: 'warning',
    title: f => `${f.fn.bdf} cannot be reset`,
    explain: f =>
      `The kernel knows no way to reset ${formatLabel(f.fn)}. It starts in whatever state its last user left, and often works in a guest only once per start of the host.`,
    evidence: f => [{ source: deviceFile(f.fn, 'reset_method'), observed: 'no method' }],
    remedies: () => [
      {
        kind: 'advice',
        text: 'Bind it to vfio-pci at boot, before a host driver touches it, and expect to restart the host between machines.',
      },
    ],
  },
  'pci/reset-with-bus': {
    severity: 'ok',
    title: f => `${bdfs(f.fns)} ${are(f.fns)} reset with the whole bus`,
    explain: f =>
      `${names(f.fns)} ${f.fns.length === 1 ? 'has' : 'have'} no reset of ${f.fns.length === 1 ? 'its' : 'their'} own, but the port above can reset the bus. VFIO does so at each start, because everything on that bus belongs to this machine.`,
    evidence: f => [
      { source: '/sys/bus/pci/devices', observed: `picked, and all that is on this bus: ${bdfs(f.fns)}` },
    ],
    remedies: () => [],
  },
  'pci/reset-needs-whole-bus': {
    severity: 'warning',
    title: f => `${bdfs(f.fns)} ${are(f.fns)} reset only together with ${bdfs(f.left)}`,
    explain: f =>
      `${names(f.fns)} ${f.fns.length === 1 ? 'has' : 'have'} no reset of ${f.fns.length === 1 ? 'its' : 'their'} own. The port above can reset the whole bus, and VFIO does so only when everything on it belongs to the machine. Left out ${are(f.left)} ${names(f.left)}.`,
    evidence: f => [{ source: '/sys/bus/pci/devices', observed: `on this bus too: ${bdfs(f.left)}` }],
    remedies: f => [
      { kind: 'select', functions: f.left.map(label => label.bdf), label: `Assign ${bdfs(f.left)} as well` },
    ],
  },
  'pci/reset-by-itself': {
    severity: 'ok',
    title: f => `${f.fn.bdf} can be reset by itself`,
    explain: f =>
      `The kernel tries ${enumerate(f.methods)}, in this order, so the guest finds a clean device at each start.`,
    evidence: f => [{ source: deviceFile(f.fn, 'reset_method'), observed: f.methods.join(' ') }],
    remedies: () => [],
  },
  'pci/reset-unmeasured': {
    severity: 'unmeasured',
    title: f => `How ${f.fn.bdf} is reset could not be measured`,
    explain: f =>
      isKernelTooOld(f.gap)
        ? 'Kernels before 5.15 do not say which methods they have.'
        : 'Whether the guest finds a clean device at each start is open.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'pci/asleep': {
    severity: 'note',
    title: f => `${f.fn.bdf} is powered down (${f.powerState})`,
    explain: f =>
      `${formatLabel(f.fn)} sleeps while nobody uses it. Its configuration space was not read, because reading would wake it. Some cards do not come back under VFIO: "Unable to change power state from D3cold to D0, device inaccessible".`,
    evidence: f => [{ source: deviceFile(f.fn, 'power_state'), observed: f.powerState }],
    remedies: f => [
      {
        kind: 'command',
        command: `echo 0 > ${deviceFile(f.fn, 'd3cold_allowed')}`,
        needsRoot: true,
        effect: 'keeps it out of D3cold until the next start; use it if the card does not wake',
      },
    ],
  },
  'pci/does-not-answer': {
    severity: 'blocker',
    title: f => `${f.fn.bdf} does not answer`,
    explain: f =>
      `The configuration space of ${formatLabel(f.fn)} reads as all ones: the device has dropped off the bus, as after a failed reset. QEMU would say "Unknown PCI header type '127'". Only a power cycle of the host (off, wait, on) or sleep and wake brings it back.`,
    evidence: f => [{ source: deviceFile(f.fn, 'config'), observed: 'ff ff ff ff ...' }],
    remedies: () => [{ kind: 'advice', text: 'Switch the host off, wait ten seconds and start it again.' }],
  },
  'pci/class-unmeasured': {
    severity: 'unmeasured',
    title: f => `What ${f.fn.bdf} is could not be measured`,
    explain: f =>
      `The class of ${formatLabel(f.fn)} is not known, so nothing can be said about displays, bridges and what the host needs it for.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
};
