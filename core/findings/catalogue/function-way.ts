/**
 * Texts about the way to a function: its link, the bridges above it, its header.
 * Source: PCI Express Base 6.0, 7.5.3; Linux drivers/pci/pci.c (pci_power_up), drivers/vfio/pci/vfio_pci_core.c
 * (disable_idle_d3, vfio_pci_core_register_device); QEMU hw/vfio/pci.c ("Unknown PCI header type").
 */
import type { Unknown } from '../../host/measured.ts';
import type { LinkState } from '../../host/schema/pci-function.ts';
import type { Bdf } from '../../pci/bdf.ts';
import { formatLink } from '../../pci/link.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { evidenceOfUnknown, isKernelTooOld } from '../evidence.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';

export type SleepingPort = {
  port: FunctionLabel;
  powerState: string;
  /** null: the kernel does not say. */
  isD3coldAllowed: boolean | null;
};

/** `device`: the lower end of the link, which is the function or a switch above it on the same card. */
type LinkFacts = { fn: FunctionLabel; device: Bdf; now: LinkState; most: LinkState };

export type FunctionWayFacts = {
  'function/header-broken': { fn: FunctionLabel; headerType: number };
  'function/link-down': LinkFacts;
  'function/link-lanes-missing': LinkFacts & { portMost: LinkState };
  'function/link-limited': LinkFacts & {
    port: Bdf | null;
    portMost: LinkState | null;
    /** The port is a root port with all the lanes that the device could use: its clock alone is the limit. */
    isWidest: boolean;
  };
  'function/link-idle': LinkFacts;
  'function/port-asleep': { fns: FunctionLabel[]; ports: SleepingPort[] };
  'function/power-unmeasured': { fn: FunctionLabel; gap: Unknown };
};

const deviceFile = (bdf: Bdf, name: string) => `/sys/bus/pci/devices/${bdf}/${name}`;
const linkEvidence = ({ device, now, most }: LinkFacts) => [
  { source: deviceFile(device, 'current_link_speed, current_link_width'), observed: formatLink(now) },
  { source: deviceFile(device, 'max_link_speed, max_link_width'), observed: formatLink(most) },
];
const reseat =
  'Switch the host off, take the card out, clean its contacts and put it back; try it without a riser cable.';

export const functionWayCatalogue: Catalogue<FunctionWayFacts> = {
  'function/header-broken': {
    severity: 'blocker',
    title: f => `${f.fn.bdf} answers with a header that no device has`,
    explain: f =>
      `The header type of ${formatLabel(f.fn)} reads as ${f.headerType}; only 0, 1 and 2 exist. The device is lost, as after a reset that failed halfway, and VFIO refuses it ("Unknown PCI header type '${f.headerType}'"). Only a restart of the host, or sleep and wake, brings it back.`,
    evidence: f => [{ source: deviceFile(f.fn.bdf, 'config'), observed: `header type ${f.headerType} at 0x0e` }],
    remedies: () => [{ kind: 'advice', text: 'Switch the host off, wait ten seconds and start it again.' }],
  },
  'function/link-down': {
    severity: 'warning',
    title: f => `The link of ${f.device} is down`,
    explain: f =>
      `No lane of the link to ${formatLabel(f.fn)} is up, so the device cannot be reached. After a failed reset only a restart of the host trains it again.`,
    evidence: linkEvidence,
    remedies: () => [
      { kind: 'advice', text: 'Switch the host off, wait ten seconds and start it again.' },
      { kind: 'advice', text: reseat },
    ],
  },
  'function/link-lanes-missing': {
    severity: 'warning',
    title: f => `The link of ${f.device} has fewer lanes than both of its ends`,
    explain: f =>
      `The link to ${formatLabel(f.fn)} runs at ${formatLink(f.now)}. The device could use ${f.most.width} lanes and the port has ${f.portMost.width}. Lanes go missing through dirty contacts, a riser cable, or a slot that shares its lanes with another one.`,
    evidence: linkEvidence,
    remedies: () => [{ kind: 'advice', text: `Look into the board's manual which slots share lanes. ${reseat}` }],
  },
  'function/link-limited': {
    severity: 'note',
    title: f => `The slot of ${f.device} is slower than the card`,
    explain: f =>
      `${formatLabel(f.fn)} could do ${formatLink(f.most)}.${
        f.portMost ? ` The port above, ${f.port}, has no more than ${formatLink(f.portMost)}.` : ''
      } The link runs at ${formatLink(f.now)} now. ${
        f.isWidest
          ? 'The port has all the lanes and stands next to the processor or chipset: the platform is older than the card, and moving the card changes nothing.'
          : 'The limit of the slot is for good, on the host as in a guest.'
      } It costs little in most games and much when data is streamed to the card.`,
    evidence: f => [
      ...linkEvidence(f),
      ...(f.port && f.portMost
        ? [{ source: deviceFile(f.port, 'max_link_speed, max_link_width'), observed: formatLink(f.portMost) }]
        : []),
    ],
    remedies: f =>
      f.isWidest ? [] : [{ kind: 'advice', text: 'Use a slot that is wired to the processor, where one is free.' }],
  },
  'function/link-idle': {
    severity: 'ok',
    title: f => `The link of ${f.device} idles`,
    explain: f =>
      `It runs at ${formatLink(f.now)} now and at ${formatLink(f.most)} at most. Graphics cards slow the clock of their link while nothing is drawn, to save power, and raise it at once when there is work.`,
    evidence: linkEvidence,
    remedies: () => [],
  },
  'function/port-asleep': {
    severity: 'note',
    title: f => `${enumerate(f.ports.map(({ port }) => port.bdf))} above ${enumerate(f.fns.map(fn => fn.bdf))} sleeps`,
    explain: f =>
      `A port in D3cold has cut the power of all that is behind it, and must wake first. On some boards the card does not come back: "Unable to change power state from D3cold to D0, device inaccessible", "stuck in D3". Above ${enumerate(f.fns.map(formatLabel))} ${f.ports.length === 1 ? 'this port sleeps' : 'these ports sleep'}.`,
    evidence: f =>
      f.ports.map(({ port, powerState, isD3coldAllowed }) => ({
        source: deviceFile(port.bdf, 'power_state, d3cold_allowed'),
        observed: `${powerState}, ${isD3coldAllowed === null ? 'not told' : isD3coldAllowed ? '1' : '0'}`,
      })),
    remedies: f => [
      {
        kind: 'command',
        command: f.ports.map(({ port }) => `echo on > ${deviceFile(port.bdf, 'power/control')}`).join(' && '),
        needsRoot: true,
        effect: `wakes ${f.ports.length === 1 ? 'the port and keeps it' : 'the ports and keeps them'} awake until the next start of the host; use it if the card does not wake`,
      },
      { kind: 'kernel-argument', argument: 'vfio-pci.disable_idle_d3=1', action: 'add' },
    ],
  },
  'function/power-unmeasured': {
    severity: 'unmeasured',
    title: f => `Whether ${f.fn.bdf} sleeps could not be measured`,
    explain: f =>
      `Some cards do not wake from D3cold under VFIO ("device inaccessible"). ${
        isKernelTooOld(f.gap)
          ? 'Kernels before 5.11 do not tell the power state of'
          : 'Nothing tells the power state of'
      } ${formatLabel(f.fn)}.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
};
