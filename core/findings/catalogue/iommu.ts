/**
 * Texts about the IOMMU itself.
 * Source: Linux drivers/iommu/{intel,amd}, Documentation/admin-guide/kernel-parameters.txt (`intel_iommu=`, `iommu=`,
 * `amd_iommu=`), drivers/vfio/vfio_iommu_type1.c (interrupt remapping).
 */
import { isKnown, type Measured, type Unknown } from '../../host/measured.ts';
import { type BoardVendor, firmwareSwitches, type IommuMaker } from '../../iommu/firmware-switch.ts';
import type { X2apicState } from '../../iommu/x2apic.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { type Evidence, evidenceOfUnknown } from '../evidence.ts';
import { countOf, enumerate } from '../function-label.ts';
import type { Remedy } from '../remedy.ts';

export type Maker = IommuMaker;

export type IommuFacts = {
  'iommu/active': {
    units: string[];
    groupCount: number;
    tables: string[];
    /** Default domains of the groups, most frequent first. */
    types: { type: string; count: number }[];
  };
  'iommu/off-in-firmware': {
    maker: Maker;
    board: BoardVendor | null;
    isVirtualMachine: boolean;
    argumentInVain: string | null;
  };
  'iommu/off-by-kernel-argument': { argument: string; tables: string[] };
  'iommu/needs-kernel-argument': { argument: string; tables: string[] };
  'iommu/enabled-but-inactive': { tables: string[]; maker: Maker; board: BoardVendor | null; argument: string | null };
  'iommu/unmeasured': { gaps: Unknown[] };
  'iommu/interrupt-remapping-on': { x2apic: Measured<X2apicState> };
  'iommu/interrupt-remapping-off': { maker: Maker; board: BoardVendor | null; argument: string | null };
  'iommu/interrupt-remapping-unmeasured': { gap: Unknown };
};

const tablesEvidence = (tables: readonly string[]): Evidence => ({
  source: '/sys/firmware/acpi/tables',
  observed: tables.length > 0 ? tables.join(', ') : 'neither DMAR (Intel) nor IVRS (AMD)',
});
const noGroups: Evidence = { source: '/sys/kernel/iommu_groups', observed: 'empty' };
const readTheLog: Remedy = {
  kind: 'command',
  command: "dmesg | grep -iE 'dmar|amd-vi|iommu'",
  needsRoot: true,
  effect: 'shows what the kernel said when it tried to start the IOMMU',
};

export const iommuCatalogue: Catalogue<IommuFacts> = {
  'iommu/active': {
    severity: 'ok',
    title: () => 'The IOMMU is on',
    explain: f =>
      `${countOf(f.units.length, 'IOMMU unit')} (${f.units.join(', ')}) and ${countOf(f.groupCount, 'IOMMU group')}. Devices can be isolated from each other and from the host's memory.`,
    evidence: f => [
      { source: '/sys/kernel/iommu_groups', observed: countOf(f.groupCount, 'group') },
      { source: '/sys/class/iommu', observed: f.units.join(', ') || 'no unit listed' },
      ...(f.types.length > 0
        ? [
            {
              source: '/sys/kernel/iommu_groups/*/type',
              observed: f.types.map(({ type, count }) => `${type} in ${countOf(count, 'group')}`).join(', '),
            },
          ]
        : []),
    ],
    remedies: () => [],
  },
  'iommu/off-in-firmware': {
    severity: 'blocker',
    title: f =>
      f.isVirtualMachine ? 'This virtual machine has no IOMMU' : 'The IOMMU is switched off in the firmware',
    explain: f =>
      f.isVirtualMachine
        ? 'This computer is itself a virtual machine, and whoever runs it gave it no virtual IOMMU. Without one no device can be handed on to a machine inside.'
        : `The firmware hands the kernel no table that describes an IOMMU, so no kernel argument can switch it on.${
            f.argumentInVain ? ` The argument ${f.argumentInVain} is given, but has nothing to act on.` : ''
          } The switch is in the firmware set-up (BIOS); a few old boards have none.`,
    evidence: f => [
      tablesEvidence([]),
      noGroups,
      ...(f.argumentInVain ? [{ source: '/proc/cmdline', observed: f.argumentInVain }] : []),
    ],
    remedies: f =>
      f.isVirtualMachine
        ? [
            {
              kind: 'advice',
              text: 'Give this machine a virtual IOMMU from outside, for example -device intel-iommu,intremap=on,caching-mode=on.',
            },
          ]
        : [
            { kind: 'firmware-setting', ...firmwareSwitches(f.maker, f.board).iommu },
            {
              kind: 'advice',
              text: 'If the set-up has no such switch, update the firmware first: many boards gained it later.',
            },
          ],
  },
  'iommu/off-by-kernel-argument': {
    severity: 'blocker',
    title: f => `The kernel argument ${f.argument} switches the IOMMU off`,
    explain: f =>
      `The firmware offers an IOMMU (${f.tables.join(', ')}), but the kernel was started with ${f.argument}. Remove it and start again.`,
    evidence: f => [{ source: '/proc/cmdline', observed: f.argument }, tablesEvidence(f.tables), noGroups],
    remedies: f => [{ kind: 'kernel-argument', argument: f.argument, action: 'remove' }],
  },
  'iommu/needs-kernel-argument': {
    severity: 'blocker',
    title: f => `The IOMMU waits for the kernel argument ${f.argument}`,
    explain: f =>
      `The firmware offers an IOMMU (${f.tables.join(', ')}), but this kernel does not use it unless it is told to.`,
    evidence: f => [tablesEvidence(f.tables), noGroups, { source: '/proc/cmdline', observed: `no ${f.argument}` }],
    remedies: f => [{ kind: 'kernel-argument', argument: f.argument, action: 'add' }],
  },
  'iommu/enabled-but-inactive': {
    severity: 'blocker',
    title: () => 'The IOMMU is offered, but the kernel has made no groups',
    explain: f =>
      `The firmware offers an IOMMU (${f.tables.join(', ')})${f.argument ? ` and the kernel was started with ${f.argument}` : ''}, yet there are no IOMMU groups. Either the kernel is built without the driver, or starting the unit went wrong; the kernel log has the reason.`,
    evidence: f => [
      tablesEvidence(f.tables),
      noGroups,
      ...(f.argument ? [{ source: '/proc/cmdline', observed: f.argument }] : []),
    ],
    remedies: f => [readTheLog, { kind: 'firmware-setting', ...firmwareSwitches(f.maker, f.board).iommu }],
  },
  'iommu/unmeasured': {
    severity: 'unmeasured',
    title: () => 'Whether the IOMMU is on could not be measured',
    explain: f =>
      `${enumerate(f.gaps.map(gap => gap.source))} could not be read, and without ${f.gaps.length === 1 ? 'it' : 'them'} the question stays open.`,
    evidence: f => f.gaps.map(evidenceOfUnknown),
    remedies: () => [readTheLog],
  },
  'iommu/interrupt-remapping-on': {
    severity: 'ok',
    title: () => 'Interrupts are remapped',
    explain: () =>
      'An assigned device cannot send interrupts that belong to somebody else, so VFIO accepts it without the unsafe override.',
    evidence: f => [
      { source: '/proc/interrupts', observed: 'controllers prefixed IR-' },
      ...(isKnown(f.x2apic)
        ? [
            {
              source: 'the kernel log',
              observed: f.x2apic === 'on' ? 'in x2APIC mode' : 'in xAPIC mode: at most 255 logical CPUs',
            },
          ]
        : []),
    ],
    remedies: () => [],
  },
  'iommu/interrupt-remapping-off': {
    severity: 'blocker',
    title: () => 'Interrupts are not remapped',
    explain: f =>
      `VFIO refuses a device whose interrupts the IOMMU does not check: "No interrupt remapping support", then "Failed to set iommu for container: Operation not permitted".${
        f.argument ? ` The kernel argument ${f.argument} switches remapping off.` : ''
      } The module parameter allow_unsafe_interrupts=1 overrides the refusal; then a guest can attack the host through interrupts.`,
    evidence: f => [
      { source: '/proc/interrupts', observed: 'no controller is prefixed IR-' },
      ...(f.argument ? [{ source: '/proc/cmdline', observed: f.argument }] : []),
    ],
    remedies: f => [
      ...(f.argument ? [{ kind: 'kernel-argument', argument: f.argument, action: 'remove' } as const] : []),
      {
        kind: 'firmware-setting',
        setting: f.maker === 'amd' ? 'IOMMU, and Local APIC Mode' : 'x2APIC and interrupt remapping',
        value: f.maker === 'amd' ? 'Enabled, and x2APIC or Auto' : 'Enabled',
      },
      {
        kind: 'advice',
        text: 'Some chipsets before 2012 have a broken interrupt remapping unit that the kernel refuses to use; no setting mends these.',
      },
    ],
  },
  'iommu/interrupt-remapping-unmeasured': {
    severity: 'unmeasured',
    title: () => 'Whether interrupts are remapped could not be measured',
    explain: () => 'Without interrupt remapping VFIO refuses every device of this host.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [readTheLog],
  },
};
