/**
 * Texts about what the person in front of the host loses with the picked functions.
 * Source: Linux drivers/video/aperture.c and drivers/vfio/pci/vfio_pci_core.c, vfio_pci_vga_init() (since Linux 6.0);
 * kernel/resource.c, __request_region(); drivers/firmware/sysfb.c.
 */
import type { Unknown } from '../../host/measured.ts';
import type { BarClaim } from '../../host/schema/seat.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import { countOf, enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';

/** `isReachable`: somebody is logged in over SSH, by a way that stays. */
type LastInput = { fns: FunctionLabel[]; devices: string[]; isReachable: boolean };

export type CostSeatFacts = {
  'cost/active-display': {
    fn: FunctionLabel;
    /** `card0`, or `fb0` of a text console. */
    card: string;
    connectors: string[];
    /** Displays that stay. */
    others: FunctionLabel[];
    isReachable: boolean;
  };
  /** `left`: what stays and may be one, or only a part of a pointer. */
  'cost/last-keyboard': LastInput & { left: string[] };
  'cost/last-pointer': LastInput;
  'cost/usb-devices': { fn: FunctionLabel; devices: string[] };
  'cost/sound': { fn: FunctionLabel; card: string };
  'cost/boot-picture': {
    fn: FunctionLabel;
    claims: BarClaim[];
    /** The text console that draws on it, `vtcon1`; null: none does. */
    console: string | null;
    others: FunctionLabel[];
  };
  'cost/boot-picture-unmeasured': { fn: FunctionLabel; gap: Unknown };
  'cost/seat-unmeasured': { fns: FunctionLabel[]; gaps: Unknown[] };
};

const bdfs = (labels: readonly FunctionLabel[]) => enumerate(labels.map(label => label.bdf));
const names = (labels: readonly FunctionLabel[]) => enumerate(labels.map(formatLabel));

const leaveOut = (fns: readonly FunctionLabel[]): Remedy => ({
  kind: 'deselect',
  functions: fns.map(label => label.bdf),
  label: `Leave out ${bdfs(fns)}`,
});

const BE_REACHABLE: Remedy = {
  kind: 'advice',
  text: 'Before you start: log in over SSH from another computer and leave that session open, so that you can end the machine and take back what it has.',
};
const wayBack = (f: { isReachable: boolean }): Remedy[] => (f.isReachable ? [] : [BE_REACHABLE]);
const reach = (f: { isReachable: boolean }) =>
  f.isReachable
    ? ' You are still logged in over SSH, so there is a way to end it.'
    : ' Nobody is logged in over SSH, so the only way back is a shut-down from inside the guest.';

const evidenceOfInputs = ({ fns, devices }: LastInput) => [
  { source: '/proc/bus/input/devices', observed: `only on ${bdfs(fns)}: ${devices.join(', ')}` },
];

export const costSeatCatalogue: Catalogue<CostSeatFacts> = {
  'cost/active-display': {
    severity: 'warning',
    title: f => `${f.fn.bdf} shows the picture of this host`,
    explain: f =>
      `${f.connectors.length > 0 ? `A screen is lit on ${enumerate(f.connectors)} of ${formatLabel(f.fn)}.` : `${formatLabel(f.fn)} draws the text console (${f.card}).`} When it leaves, that screen goes dark, and a desktop on it must be ended first.${
        f.others.length > 0 ? '' : ` No other card can show a picture.${reach(f)}`
      }`,
    evidence: f => [
      f.connectors.length > 0
        ? { source: `/sys/class/drm/${f.card}-*`, observed: `${enumerate(f.connectors)} connected and enabled` }
        : { source: '/sys/class/vtconsole', observed: `bound to ${f.card}` },
    ],
    remedies: f =>
      f.others.length > 0
        ? [
            {
              kind: 'advice',
              text: `Plug the screen into ${names(f.others)}, make it the primary display in the firmware set-up, and check that the desktop runs there.`,
            },
            leaveOut([f.fn]),
          ]
        : [...wayBack(f), leaveOut([f.fn])],
  },
  'cost/last-keyboard': {
    severity: 'warning',
    title: f => (f.left.length > 0 ? 'The host may be left without a keyboard' : 'The host is left without a keyboard'),
    explain: f =>
      `${enumerate(f.devices)} ${f.devices.length === 1 ? 'hangs' : 'hang'} on ${names(f.fns)}, and ${f.left.length > 0 ? `all that stays is ${enumerate(f.left)}, which also points: it may be a mouse whose buttons type` : 'there is no other'}. While the machine runs, the keys belong to the guest.${reach(f)}`,
    evidence: evidenceOfInputs,
    remedies: f => [
      ...wayBack(f),
      { kind: 'advice', text: 'Plug a keyboard into a socket of a controller that stays, or into PS/2.' },
      leaveOut(f.fns),
    ],
  },
  'cost/last-pointer': {
    severity: 'warning',
    title: () => 'The host is left without a mouse',
    explain: f =>
      `${enumerate(f.devices)} ${f.devices.length === 1 ? 'hangs' : 'hang'} on ${names(f.fns)}, and there is no other pointer.`,
    evidence: evidenceOfInputs,
    remedies: f => [
      { kind: 'advice', text: 'Plug a mouse into a socket of a controller that stays.' },
      leaveOut(f.fns),
    ],
  },
  'cost/usb-devices': {
    severity: 'warning',
    title: f =>
      `${countOf(f.devices.length, 'device')} on ${f.fn.bdf} ${f.devices.length === 1 ? 'goes' : 'go'} to the guest`,
    explain: f =>
      `A USB controller leaves with everything that is plugged into it. On ${formatLabel(f.fn)} ${f.devices.length === 1 ? 'this is' : 'these are'} ${enumerate(f.devices)}.`,
    evidence: f => [{ source: '/sys/bus/usb/devices', observed: f.devices.join(', ') }],
    remedies: f => [
      { kind: 'advice', text: 'Plug what the host needs into sockets of another controller.' },
      leaveOut([f.fn]),
    ],
  },
  'cost/sound': {
    severity: 'note',
    title: f => `The host loses its sound card ${f.card}`,
    explain: f => `${formatLabel(f.fn)} plays and records as "${f.card}".`,
    evidence: f => [{ source: '/sys/class/sound', observed: `${f.card} on ${f.fn.bdf}` }],
    remedies: () => [],
  },
  'cost/boot-picture': {
    severity: 'warning',
    title: f => `The firmware's picture still lies in the memory of ${f.fn.bdf}`,
    explain: f =>
      `${enumerate(claimants(f.claims))} ${claimants(f.claims).length === 1 ? 'has' : 'have'} claimed a part of a BAR of ${formatLabel(f.fn)}. vfio-pci wants the BAR as a whole, so a machine stops with "BAR 0: can't reserve" in the kernel log.`,
    evidence: f =>
      f.claims.map(claim => ({
        source: '/proc/iomem',
        observed: `${claim.start} to ${claim.end}: ${claim.claimant}`,
      })),
    remedies: f => [
      ...(f.others.length > 0
        ? [
            {
              kind: 'firmware-setting',
              setting: 'Primary display (Initial display output)',
              value: `the one of ${bdfs(f.others)}`,
            } as const,
          ]
        : []),
      ...releasePicture(f.claims, f.console),
      { kind: 'kernel-argument', argument: 'initcall_blacklist=sysfb_init', action: 'add' },
      {
        kind: 'command',
        command: 'grep -iE "BOOTFB|efifb|vesafb|simplefb|simpledrm" /proc/iomem',
        needsRoot: true,
        effect: 'shows nothing once the picture is gone',
      },
    ],
  },
  'cost/boot-picture-unmeasured': {
    severity: 'unmeasured',
    title: f => `Whether the firmware's picture still lies in the memory of ${f.fn.bdf} could not be measured`,
    explain: f =>
      `The firmware has shown its picture with ${formatLabel(f.fn)}. If it is still there, vfio-pci cannot have the BAR: "BAR 0: can't reserve".`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: f => [
      {
        kind: 'bindery',
        words: `check -d ${f.fn.bdf}`,
        needsRoot: true,
        effect: 'sees who has claimed the memory, and changes nothing',
      },
    ],
  },
  'cost/seat-unmeasured': {
    severity: 'unmeasured',
    title: f => `What the host loses with ${bdfs(f.fns)} could be measured only in part`,
    explain: () => 'A screen, a keyboard or a device on USB may hang on it that is not told here.',
    evidence: f => f.gaps.map(evidenceOfUnknown),
    remedies: () => [],
  },
};

const claimants = (claims: readonly BarClaim[]) => [...new Set(claims.map(claim => claim.claimant))];

/**
 * The older drivers give the memory back when they are unbound. simpledrm and simplefb do not: their device has claimed it
 * (BOOTFB), and it goes only when a driver of the card itself is loaded.
 */
function releasePicture(claims: readonly BarClaim[], console: string | null): Remedy[] {
  const old = claimants(claims).flatMap(name => /^(efi|vesa)(fb|drm)$/.exec(name)?.[1] ?? [])[0];
  const silence = console === null ? [] : [`echo 0 > /sys/class/vtconsole/${console}/bind`];
  if (old === undefined) {
    return [
      {
        kind: 'advice',
        text: 'Or load the own driver of the card once (amdgpu, i915, xe, nouveau): it takes the picture over. Then unbind that driver.',
      },
    ];
  }
  const driver = `${old}-framebuffer`;
  return [
    {
      kind: 'command',
      command: [...silence, `echo ${driver}.0 > /sys/bus/platform/drivers/${driver}/unbind`].join('\n'),
      needsRoot: true,
      effect:
        'takes the text console and the picture off the card; the screen stays dark until another driver lights it',
    },
  ];
}
