/** Texts about kernel arguments that speak of the IOMMU, and about units and ports that need a word. */
import type { IdleReason } from '../../iommu/kernel-arguments.ts';
import type { Catalogue } from '../catalogue-entry.ts';
import { enumerate } from '../function-label.ts';
import type { Maker } from './iommu.ts';

/** What an argument asked for and this kernel does not do. */
export type UnmetWish = 'pass-through' | 'translation' | 'strict' | 'batched' | 'acs-override' | 'config-acs';

export type IommuArgumentFacts = {
  'iommu/argument-mistyped': { argument: string; meant: string };
  'iommu/argument-idle': { argument: string; reason: IdleReason; maker: Maker };
  'iommu/argument-not-in-effect': {
    argument: string;
    wish: UnmetWish;
    /** Default domains of the groups, or the kernel's release. */
    observed: string;
    source: string;
  };
  'iommu/direct-regions-relaxed': { argument: string; isLogged: boolean };
  'iommu/unit-is-virtual': { units: string[] };
  'iommu/thunderbolt-unprotected': { domains: string[] };
};

const commandLine = (argument: string) => ({ source: '/proc/cmdline', observed: argument });

const UNMET: Record<UnmetWish, string> = {
  'pass-through':
    'asks for untranslated DMA of the host’s own devices (identity domains), but no group has such a domain',
  translation: 'asks for translated DMA, but groups have identity domains',
  strict: 'asks that translations are flushed at once, but groups flush in batches (DMA-FQ)',
  batched: 'asks that translations are flushed in batches, but groups flush at once (DMA)',
  'acs-override':
    'needs a patch that this kernel does not have: ports without ACS still share groups with what is below them',
  'config-acs': 'is known to Linux from 6.11 on',
};

export const iommuArgumentCatalogue: Catalogue<IommuArgumentFacts> = {
  'iommu/argument-mistyped': {
    severity: 'warning',
    title: f => `The kernel does not understand ${f.argument}`,
    explain: f =>
      `Nobody reads ${f.argument}; ${f.meant} was probably meant. The kernel compares letter by letter and says nothing about what it does not know.`,
    evidence: f => [commandLine(f.argument)],
    remedies: f => [
      { kind: 'kernel-argument', argument: f.argument, action: 'remove' },
      { kind: 'kernel-argument', argument: f.meant, action: 'add' },
    ],
  },
  'iommu/argument-idle': {
    severity: 'note',
    title: f => `The kernel argument ${f.argument} does nothing`,
    explain: f => {
      switch (f.reason) {
        case 'amd-is-on-anyway':
          return `${f.argument} is not an argument that Linux knows: AMD’s IOMMU is on wherever the firmware offers it. It does no harm.`;
        case 'other-maker':
          return `${f.argument} is for processors of ${f.maker === 'amd' ? 'Intel' : 'AMD'}; this one is made by ${f.maker === 'amd' ? 'AMD' : 'Intel'}. It does no harm.`;
        case 'unknown-value':
          return `Linux does not know this value of ${f.argument.split('=')[0]} and goes on as if it were not there.`;
      }
    },
    evidence: f => [commandLine(f.argument)],
    remedies: f => [{ kind: 'kernel-argument', argument: f.argument, action: 'remove' }],
  },
  'iommu/argument-not-in-effect': {
    severity: 'warning',
    title: f => `The kernel argument ${f.argument} is not in effect`,
    explain: f =>
      `${f.argument} ${UNMET[f.wish]}.${
        f.wish === 'acs-override' || f.wish === 'config-acs'
          ? ''
          : ' Assigned devices do not depend on it: VFIO gives each machine a domain of its own.'
      }`,
    evidence: f => [commandLine(f.argument), { source: f.source, observed: f.observed }],
    remedies: f => [{ kind: 'kernel-argument', argument: f.argument, action: 'remove' }],
  },
  'iommu/direct-regions-relaxed': {
    severity: 'warning',
    title: () => 'This kernel is told to ignore memory that the firmware reserves for devices',
    explain: f =>
      `${f.argument} needs a patched kernel${f.isLogged ? ', and this one has said that it obeys' : ''}: devices with 1:1 regions (RMRR) are then given away all the same. Whatever the firmware does with that memory behind the kernel can overwrite a guest, and the device can overwrite the firmware's data.`,
    evidence: f => [
      commandLine(f.argument),
      ...(f.isLogged ? [{ source: 'the kernel log', observed: 'assuming all RMRRs are relaxable' }] : []),
    ],
    remedies: f => [
      {
        kind: 'advice',
        text: 'Look for the switch in the firmware set-up or for newer firmware first; vendors have removed needless regions.',
      },
      { kind: 'kernel-argument', argument: f.argument.replace(/,?relax_rmrr/, '') || f.argument, action: 'add' },
    ],
  },
  'iommu/unit-is-virtual': {
    severity: 'note',
    title: () => 'The IOMMU of this host is virtual',
    explain: f =>
      `${enumerate(f.units)} ${f.units.length === 1 ? 'is a unit' : 'are units'} made of software: this host is itself a virtual machine, and can hand on what it was given. Every mapping then goes through the machine outside, so starting a guest takes longer.`,
    evidence: f =>
      f.units.map(unit => ({ source: `/sys/class/iommu/${unit}`, observed: 'caching mode, which only software has' })),
    remedies: () => [],
  },
  'iommu/thunderbolt-unprotected': {
    severity: 'note',
    title: () => 'Memory is not protected from what is plugged into Thunderbolt or USB4',
    explain: f =>
      `The kernel does not enforce DMA protection for ${enumerate(f.domains)}: the firmware did not promise that nothing wrote to memory before the system started. A device plugged in could read and write it.`,
    evidence: f =>
      f.domains.map(domain => ({
        source: `/sys/bus/thunderbolt/devices/${domain}/iommu_dma_protection`,
        observed: '0',
      })),
    remedies: () => [
      {
        kind: 'advice',
        text: 'Plug in only devices that you trust. A firmware switch named Kernel DMA Protection changes it; on AMD boards it may also forbid assignment, so check again after it.',
      },
    ],
  },
};
