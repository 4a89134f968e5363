/** Texts about the programs and firmware builds that start a machine. Source: QEMU docs/interop/firmware.json. */
import type { Unknown } from '../../host/measured.ts';
import type { Catalogue, NoFacts } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';
import type { Remedy } from '../remedy.ts';

export type FirmwareFacts = {
  'qemu/found': { path: string; version: string | null };
  'qemu/missing': NoFacts;
  'qemu/unmeasured': { gap: Unknown };
  'firmware/found': { description: string; descriptor: string };
  'firmware/uefi-missing': { found: number };
  'firmware/secure-boot-missing': { found: number };
  'firmware/unmeasured': { gap: Unknown };
};

const installOvmf: Remedy = {
  kind: 'advice',
  text: 'Install UEFI firmware for QEMU: the package is called ovmf (Debian, Ubuntu), edk2-ovmf (Fedora, Arch) or qemu-ovmf-x86_64 (openSUSE).',
};
const useSeaBios: Remedy = {
  kind: 'change-machine',
  change: { firmware: 'seabios' },
  label: 'Use SeaBIOS (legacy BIOS) instead',
};
const descriptors = (found: number) => [
  {
    source: '/usr/share/qemu/firmware',
    observed: `${found} usable ${found === 1 ? 'descriptor' : 'descriptors'}, none of them fits`,
  },
];

export const firmwareCatalogue: Catalogue<FirmwareFacts> = {
  'qemu/found': {
    severity: 'ok',
    title: f => (f.version ? `QEMU ${f.version} is installed` : 'QEMU is installed'),
    explain: f => `${f.path} starts the machine.`,
    evidence: f => [{ source: `${f.path} --version`, observed: f.version ?? 'no version' }],
    remedies: () => [],
  },
  'qemu/missing': {
    severity: 'blocker',
    title: () => 'QEMU is not installed',
    explain: () => 'No qemu-system-x86_64 was found in the usual folders.',
    evidence: () => [{ source: '/usr/bin/qemu-system-x86_64', observed: 'not there' }],
    remedies: () => [
      {
        kind: 'advice',
        text: 'Install QEMU: the package is called qemu-system-x86 (Debian, Ubuntu), qemu-system-x86-core (Fedora), qemu-desktop (Arch) or qemu-x86 (openSUSE).',
      },
    ],
  },
  'qemu/unmeasured': {
    severity: 'unmeasured',
    title: () => 'Whether QEMU is installed could not be measured',
    explain: () => 'The command line is written for /usr/bin/qemu-system-x86_64.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'firmware/found': {
    severity: 'ok',
    title: () => 'UEFI firmware for the guest is installed',
    explain: f => `${f.description}. The machine gets its own copy of the variables.`,
    evidence: f => [{ source: f.descriptor, observed: f.description }],
    remedies: () => [],
  },
  'firmware/uefi-missing': {
    severity: 'blocker',
    title: () => 'No UEFI firmware for the guest is installed',
    explain: () => 'No firmware descriptor offers a UEFI build in flash form for an x86-64 q35 machine.',
    evidence: f => descriptors(f.found),
    remedies: () => [installOvmf, useSeaBios],
  },
  'firmware/secure-boot-missing': {
    severity: 'blocker',
    title: () => 'No UEFI firmware with Secure Boot is installed',
    explain: () => 'No firmware descriptor offers a Secure Boot build with enrolled keys for an x86-64 q35 machine.',
    evidence: f => descriptors(f.found),
    remedies: () => [
      installOvmf,
      { kind: 'change-machine', change: { firmware: 'uefi' }, label: 'Use UEFI without Secure Boot' },
    ],
  },
  // No blocker, for they may be there; but an export stops: leaving the files out would start SeaBIOS (export-obstacles.ts).
  'firmware/unmeasured': {
    severity: 'unmeasured',
    title: () => 'Which firmware builds are installed could not be measured',
    explain: () =>
      'A UEFI machine cannot be written down without knowing the files of its firmware, so an export is refused until they are known.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [useSeaBios],
  },
};
