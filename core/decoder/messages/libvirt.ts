/** What libvirt says before QEMU is even started. Source: libvirt src/util/{virpci,virprocess}.c, src/qemu/qemu_hostdev.c. */
import { advice, BDF, command, type MessageEntry, pattern } from '../message.ts';

export const libvirtMessages: readonly MessageEntry[] = [
  {
    id: 'libvirt/header-unknown',
    from: 'qemu',
    needles: ['Unknown PCI header type'],
    pattern: pattern`Unknown PCI header type '(?<header>\d{1,3})'(?: for device '${BDF}')?`,
    weight: 'trouble',
    stops: true,
    title: f => `${f.device} answers with nonsense`,
    cause: f =>
      `It reads header type ${f.header}; 127 means that nobody is there. This is what a card looks like after a reset that it did not survive.`,
    remedies: () => [advice('Shut the computer down and switch it off, or suspend it once.')],
  },
  {
    id: 'libvirt/in-use',
    from: 'qemu',
    needles: ['is in use'],
    pattern: pattern`PCI device ${BDF} is in use(?: by driver (?<driver>\w{1,20}), domain (?<machine>[^\n]{1,120}))?`,
    weight: 'trouble',
    stops: true,
    title: f => `${f.device} belongs to ${f.machine === undefined ? 'another machine' : `the machine ${f.machine}`}`,
    cause: f =>
      `A device belongs to one running machine at a time, and libvirt has given it to that one${f.driver === undefined ? '' : ` (driver ${f.driver})`}.`,
    remedies: f => [
      command('virsh list', 'lists the machines that run'),
      advice(`Shut ${f.machine === undefined ? 'that machine' : f.machine} down first, or take the device out of it.`),
    ],
  },
  {
    id: 'libvirt/no-reset',
    from: 'qemu',
    needles: ['Unable to reset PCI device'],
    pattern: pattern`Unable to reset PCI device ${BDF}"?: (?<reason>[^\n]{1,200})`,
    weight: 'trouble',
    stops: true,
    title: f => `libvirt cannot reset ${f.device}`,
    cause: f =>
      String(f.reason).startsWith('no FLR')
        ? 'It has no reset of its own, and a reset of the bus would hit devices that the machine does not have. libvirt asks for it under drivers other than vfio-pci, and with Xen.'
        : `It says: ${f.reason}.`,
    remedies: f => [
      command(`cat /sys/bus/pci/devices/${f.device}/reset_method`, 'shows by which ways the kernel may reset it'),
      advice(
        'Let vfio-pci have the device: then QEMU resets it, and goes on without. Qubes has an option of the device for this, no-strict-reset.',
      ),
    ],
  },
  {
    id: 'libvirt/memlock',
    from: 'qemu',
    needles: ['cannot limit locked memory'],
    pattern: pattern`cannot limit locked memory (?:of process )?to (?<bytes>\d{1,18}): Operation not permitted`,
    weight: 'trouble',
    stops: true,
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
    stops: true,
    title: () => 'libvirt sees no IOMMU, or no VFIO',
    cause: () => 'There are no IOMMU groups, or the module vfio-pci is not loaded.',
    remedies: () => [
      command('modprobe vfio-pci', 'loads VFIO until the next start'),
      advice(
        'If there are no IOMMU groups, switch the IOMMU on in the firmware set-up (VT-d, or IOMMU on AMD). On Intel add the kernel argument intel_iommu=on, too; on AMD the kernel uses it unasked.',
      ),
    ],
  },
];
