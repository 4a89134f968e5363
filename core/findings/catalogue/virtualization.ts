/** Texts about KVM, the host as such and kernel lockdown. */
import type { Unknown } from '../../host/measured.ts';
import type { Catalogue, NoFacts } from '../catalogue-entry.ts';
import { evidenceOfUnknown } from '../evidence.ts';

export type VirtualizationFacts = {
  'kvm/usable': { mode: number };
  'kvm/no-cpu-support': { model: string | null; isVirtualMachine: boolean };
  'kvm/module-missing': { flag: 'vmx' | 'svm' };
  'kvm/no-access': { mode: number; owner: string; group: string; user: string };
  'kvm/unmeasured': { gap: Unknown };
  'host/no-pci-functions': NoFacts;
  'host/functions-unmeasured': { gap: Unknown };
  /** null or `unidentified`: nothing names it. */
  'host/is-virtual-machine': { hypervisor: string | null };
  /** `title` names the text; `notes`: what is odd about it. */
  'host/posted': { title: string; notes: string[] };
  'host/lockdown': { mode: 'integrity' | 'confidentiality' };
};

const QEMU_NEEDS =
  'For QEMU: -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on,caching-mode=on before the assigned devices, -cpu host, and nested=1 of the kvm module outside.';

/**
 * What each needs for a device to be handed on, by the name of systemd-detect-virt(1).
 * Source: QEMU hw/i386/intel_iommu.c; VMware and VirtualBox manuals (settings of a virtual machine); Xen xl(1).
 */
const HYPERVISORS: Readonly<Record<string, { name: string; needs: string }>> = {
  kvm: { name: 'KVM', needs: QEMU_NEEDS },
  qemu: { name: 'QEMU', needs: QEMU_NEEDS },
  vmware: {
    name: 'VMware',
    needs: 'For VMware: switch on "Expose hardware assisted virtualization" and "Expose IOMMU" for the processor.',
  },
  oracle: {
    name: 'VirtualBox',
    needs:
      'For VirtualBox: VBoxManage modifyvm NAME --nested-hw-virt on --iommu intel (amd on AMD), with chipset ICH9.',
  },
  xen: {
    name: 'Xen',
    needs: 'Under Xen the hypervisor itself assigns devices (xl pci-assignable-add); VFIO sees no IOMMU.',
  },
  microsoft: {
    name: 'Hyper-V',
    needs:
      'Hyper-V passes nested virtualisation on (ExposeVirtualizationExtensions); whether Linux gets an IOMMU, the findings about the IOMMU say.',
  },
  amazon: {
    name: 'Amazon EC2',
    needs: 'Rent a bare-metal kind of machine (.metal): the others have no IOMMU for you.',
  },
  google: {
    name: 'Google Compute Engine',
    needs: 'The findings about the IOMMU say whether this kind of machine has one.',
  },
};

export const octal = (mode: number) => mode.toString(8).padStart(4, '0');

export const virtualizationCatalogue: Catalogue<VirtualizationFacts> = {
  'kvm/usable': {
    severity: 'ok',
    title: () => 'KVM can be used',
    explain: () => 'This user may open /dev/kvm, so the guest runs at the speed of the processor.',
    evidence: f => [{ source: '/dev/kvm', observed: `mode ${octal(f.mode)}, this user may read and write` }],
    remedies: () => [],
  },
  'kvm/no-cpu-support': {
    severity: 'blocker',
    title: f =>
      f.isVirtualMachine
        ? 'This virtual machine may not run machines of its own'
        : 'The processor offers no virtualisation',
    explain: f =>
      f.isVirtualMachine
        ? 'This computer is itself a virtual machine, and nested virtualisation is not switched on for it.'
        : `Neither vmx (Intel) nor svm (AMD) is among the flags of ${f.model ?? 'this processor'}. Almost always the firmware has switched it off.`,
    evidence: () => [
      { source: '/proc/cpuinfo', observed: 'flags without vmx and svm' },
      { source: '/dev/kvm', observed: 'not there' },
    ],
    remedies: f =>
      f.isVirtualMachine
        ? [{ kind: 'advice', text: 'Switch nested virtualisation on where this machine is run.' }]
        : [
            {
              kind: 'firmware-setting',
              setting: 'Intel Virtualization Technology (VT-x), or SVM Mode on AMD',
              value: 'Enabled',
            },
          ],
  },
  'kvm/module-missing': {
    severity: 'blocker',
    title: () => 'KVM is not loaded',
    explain: f =>
      `The processor can virtualise (${f.flag}), but there is no /dev/kvm. Loading the module usually makes it appear; if loading says "disabled by bios", the firmware has a lock on it.`,
    evidence: f => [
      { source: '/proc/cpuinfo', observed: f.flag },
      { source: '/dev/kvm', observed: 'not there' },
    ],
    remedies: f => [
      {
        kind: 'command',
        command: `modprobe ${f.flag === 'vmx' ? 'kvm_intel' : 'kvm_amd'}`,
        needsRoot: true,
        effect: 'loads KVM until the next start',
      },
      {
        kind: 'firmware-setting',
        setting: f.flag === 'vmx' ? 'Intel Virtualization Technology (VT-x)' : 'SVM Mode',
        value: 'Enabled',
      },
    ],
  },
  'kvm/no-access': {
    severity: 'blocker',
    title: f => `${f.user} may not open /dev/kvm`,
    explain: f =>
      `The node belongs to ${f.owner}:${f.group} with mode ${octal(f.mode)}. QEMU started by ${f.user} stops with "Could not access KVM kernel module: Permission denied".`,
    evidence: f => [{ source: '/dev/kvm', observed: `${f.owner}:${f.group}, mode ${octal(f.mode)}` }],
    remedies: f => [
      ...(f.group === 'root'
        ? []
        : [
            {
              kind: 'command',
              command: `usermod -aG ${f.group} ${f.user}`,
              needsRoot: true,
              effect: `lets ${f.user} use KVM after the next log-in`,
            } as const,
          ]),
      { kind: 'advice', text: 'Log out and in again afterwards: a running session keeps its old groups.' },
    ],
  },
  'kvm/unmeasured': {
    severity: 'unmeasured',
    title: () => 'Whether KVM can be used could not be measured',
    explain: f => `Without KVM a guest crawls. No answer came from ${f.gap.source}.`,
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [],
  },
  'host/posted': {
    severity: 'note',
    title: () => 'This host was read from a posted text',
    explain: () =>
      'What such a text cannot hold is not judged: KVM and QEMU, memory and its limits, the boot loader, modules of the kernel, resets, and which screens, disks and programs use a device.',
    evidence: f =>
      (f.notes.length > 0 ? f.notes : ['functions as lspci lists them']).map(observed => ({
        source: f.title,
        observed,
      })),
    remedies: () => [
      {
        kind: 'command',
        command: 'bindery snapshot > host.json',
        needsRoot: false,
        effect: 'records all of the host that it runs on, without names, in a file to send',
      },
      { kind: 'advice', text: 'Or ask for the output of: sudo lspci -nnvvk -xxxx' },
    ],
  },
  'host/no-pci-functions': {
    severity: 'blocker',
    title: () => 'This host has no PCI functions',
    explain: () =>
      'The kernel lists none, so there is nothing that could be assigned. Containers and some small boards look like this.',
    evidence: () => [{ source: '/sys/bus/pci/devices', observed: 'empty' }],
    remedies: () => [{ kind: 'advice', text: 'Run Bindery on the host itself, not in a container.' }],
  },
  'host/functions-unmeasured': {
    severity: 'unmeasured',
    title: () => 'The PCI functions of this host could not be listed',
    explain: () => 'Without the list nothing can be picked and nothing can be said about IOMMU groups.',
    evidence: f => [evidenceOfUnknown(f.gap)],
    remedies: () => [
      { kind: 'advice', text: 'Run Bindery on the host itself, not in a container or sandbox that hides /sys.' },
    ],
  },
  'host/is-virtual-machine': {
    severity: 'note',
    title: f => {
      const name = HYPERVISORS[f.hypervisor ?? '']?.name;
      return `This computer is itself a virtual machine${name ? ` (${name})` : ''}`;
    },
    explain: f =>
      `Its physical devices are seen only if they were assigned to it, and handing one on takes three things from outside: nested virtualisation, a virtual IOMMU, and interrupt remapping in it. ${
        HYPERVISORS[f.hypervisor ?? '']?.needs ?? 'Ask whoever runs it; clouds rarely offer a virtual IOMMU.'
      }`,
    evidence: f => [
      { source: '/proc/cpuinfo', observed: 'flag hypervisor' },
      ...(HYPERVISORS[f.hypervisor ?? '']
        ? [{ source: '/sys/class/dmi/id', observed: `names ${HYPERVISORS[f.hypervisor ?? '']?.name}` }]
        : []),
    ],
    remedies: () => [],
  },
  'host/lockdown': {
    severity: 'note',
    title: f => `The kernel is locked down (${f.mode})`,
    explain: () =>
      'VFIO itself works under lockdown. Writing configuration space or mapping BARs through sysfs does not, and modules without a signature (vendor-reset, kvmfr) are refused.',
    evidence: f => [{ source: '/sys/kernel/security/lockdown', observed: `[${f.mode}]` }],
    remedies: () => [],
  },
};
