/** What libvirt says before QEMU is even started. Source: libvirt src/util/{virpci,virprocess}.c, src/qemu/qemu_hostdev.c. */
import { addArgument, advice, BDF, command, type MessageEntry, pattern } from '../message.ts';

export const libvirtMessages: readonly MessageEntry[] = [
  {
    id: 'libvirt/header-unknown',
    from: 'qemu',
    needles: ['Unknown PCI header type'],
    pattern: pattern`Unknown PCI header type '(?<header>\d{1,3})'(?: for device '${BDF}')?`,
    weight: 'trouble',
    title: f => `${f.device} answers with nonsense`,
    cause: f =>
      `It reads header type ${f.header}; 127 means that nobody is there. This is what a card looks like after a reset that it did not survive.`,
    remedies: () => [advice('Shut the computer down and switch it off, or suspend it once.')],
  },
  {
    id: 'libvirt/memlock',
    from: 'qemu',
    needles: ['cannot limit locked memory'],
    pattern: pattern`cannot limit locked memory (?:of process )?to (?<bytes>\d{1,18}): Operation not permitted`,
    weight: 'trouble',
    title: () => 'libvirt may not raise the locked-memory limit',
    cause: () =>
      'A machine with an assigned device needs a high one. libvirt of a user (qemu:///session), or in a container, may not go beyond its own.',
    remedies: () => [advice('Use the system connection (qemu:///system), or raise the limit of the user.')],
  },
  {
    id: 'libvirt/no-passthrough',
    from: 'qemu',
    needles: ['passthrough of host PCI devices', 'VFIO device assignment is currently not supported'],
    pattern: pattern`host doesn't support passthrough of host PCI devices|VFIO device assignment is currently not supported on this system`,
    weight: 'trouble',
    title: () => 'libvirt sees no IOMMU, or no VFIO',
    cause: () => 'There are no IOMMU groups, or the module vfio-pci is not loaded.',
    remedies: () => [command('modprobe vfio-pci', 'loads VFIO until the next start'), addArgument('intel_iommu=on')],
  },
];
