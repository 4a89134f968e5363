/**
 * Texts about framebuffers that sit on a BAR.
 * Source: Linux drivers/firmware/sysfb.c, drivers/video/aperture.c; drivers/vfio/pci/vfio_pci_core.c ("can't reserve").
 */
import type { Unknown } from '../../host/measured.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import { enumerate, type FunctionLabel, formatLabel } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';

export type FunctionClaimFacts = {
  'function/bar-claimed': {
    fn: FunctionLabel;
    /** `bar`: null where the range is in none that is known. */
    claims: { start: string; end: string; claimant: string; bar: number | null }[];
    /** Displays that stay with the host. */
    otherDisplays: FunctionLabel[];
    /** Text consoles that draw on a framebuffer, `vtcon1`. */
    consoles: string[];
    /** The kernel is from before simpledrm. */
    hasOldKernel: boolean;
  };
  'function/bar-claims-unmeasured': { fn: FunctionLabel; gap: Unknown };
};

const LOOK = "grep -E 'BOOTFB|efifb|simplefb|simpledrm|vesafb' /proc/iomem";

/** The platform device behind each claimant, and the driver to take from it. */
const DEVICES: readonly [claimant: RegExp, driver: string, device: string][] = [
  [/^efifb|^efidrm/, 'efi-framebuffer', 'efi-framebuffer.0'],
  [/^vesafb|^vesadrm/, 'vesa-framebuffer', 'vesa-framebuffer.0'],
  [/./, 'simple-framebuffer', 'simple-framebuffer.0'],
];

function release(claimants: readonly string[], consoles: readonly string[]): Remedy {
  const devices = new Map(
    claimants.flatMap(claimant => {
      const found = DEVICES.find(([pattern]) => pattern.test(claimant));
      return found ? [[found[2], found[1]] as const] : [];
    }),
  );
  const unbind = [...devices].map(([device, driver]) => `echo ${device} > /sys/bus/platform/drivers/${driver}/unbind`);
  const quiet = consoles.map(name => `echo 0 > /sys/class/vtconsole/${name}/bind`);
  return {
    kind: 'command',
    command: [...quiet, ...unbind].join(' && '),
    needsRoot: true,
    effect: 'takes the screen from the framebuffer; what was on it freezes, so do it over SSH',
  };
}

export const functionClaimsCatalogue: Catalogue<FunctionClaimFacts> = {
  'function/bar-claimed': {
    severity: 'warning',
    title: f => `The firmware's framebuffer still sits on ${f.fn.bdf}`,
    explain: f =>
      `${enumerate([...new Set(f.claims.map(claim => claim.claimant))])} holds memory of ${formatLabel(f.fn)}${where(f.claims)}. vfio-pci cannot map that BAR: the log fills with "can't reserve", and the guest stays black or crawls.`,
    evidence: f =>
      f.claims.map(({ start, end, claimant }) => ({
        source: '/proc/iomem',
        observed: `${start}-${end} : ${claimant}`,
      })),
    remedies: f => [
      ...(f.otherDisplays.length > 0
        ? [
            {
              kind: 'firmware-setting',
              setting: 'Primary display (Initial display output)',
              value: `the one of ${enumerate(f.otherDisplays.map(label => label.bdf))}`,
            } as const,
          ]
        : []),
      release(
        f.claims.map(claim => claim.claimant),
        f.consoles,
      ),
      { kind: 'kernel-argument', argument: 'initcall_blacklist=sysfb_init', action: 'add' },
      ...(f.hasOldKernel ? [{ kind: 'kernel-argument', argument: 'video=efifb:off', action: 'add' } as const] : []),
      {
        kind: 'command',
        command: LOOK,
        needsRoot: true,
        effect: 'shows who still holds the range; it must print nothing for this card',
      },
    ],
  },
  'function/bar-claims-unmeasured': {
    severity: 'unmeasured',
    title: f => `Whether the firmware's framebuffer still sits on ${f.fn.bdf} could not be measured`,
    explain: f =>
      `The host started on ${formatLabel(f.fn)}. If no driver has taken the screen over since, vfio-pci cannot map the card ("BAR 0: can't reserve"). Only root sees who holds which address.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [
      {
        kind: 'command',
        command: LOOK,
        needsRoot: true,
        effect: 'prints a line for each framebuffer that holds memory',
      },
    ],
  },
};

function where(claims: FunctionClaimFacts['function/bar-claimed']['claims']): string {
  const bars = [...new Set(claims.flatMap(({ bar }) => (bar === null ? [] : [`BAR ${bar}`])))];
  return bars.length > 0 ? ` (${enumerate(bars)})` : '';
}
