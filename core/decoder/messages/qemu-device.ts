/**
 * What QEMU says when it has a group and the device, a reset or a disk image fails.
 * Source: QEMU hw/vfio/{container-legacy,pci,iommufd}.c, block/file-posix.c; Linux drivers/vfio/group.c,
 * vfio_group_ioctl_get_device_fd(); drivers/vfio/pci/vfio_pci_core.c, vfio_pci_core_enable().
 */
import { advice, BDF, command, type MessageEntry, pattern } from '../message.ts';

const REASONS: Readonly<Record<string, string>> = {
  'Invalid argument':
    'The device could not be switched on: it does not wake from its sleep (D3cold), did not survive a reset, or one of its BARs has no address. Or the group was not given an address space; then the line before says so.',
  'No such device':
    'No function of that name in the group is under vfio-pci: another driver has it, or it has gone, as after a sleep (D3cold) or a reset that it did not survive.',
  'Device or resource busy': 'Another machine has the device, or one that did not end.',
  'Resource temporarily unavailable':
    'The device could not be locked for a reset, because something else resets or unbinds it just now.',
  'Permission denied': 'The device is a virtual function and wants the token of its physical one (vf-token).',
};

export const qemuDeviceMessages: readonly MessageEntry[] = [
  {
    id: 'qemu/already-attached',
    from: 'qemu',
    needles: ['already attached'],
    pattern: pattern`device is already attached`,
    weight: 'trouble',
    stops: true,
    title: () => 'The device was given twice',
    cause: () => 'Two -device options of the machine name it.',
    remedies: () => [advice('Leave one of them out.')],
  },
  {
    id: 'qemu/stuck-in-d3',
    from: 'qemu',
    needles: ['stuck in D3'],
    pattern: pattern`Unable to power on device, stuck in D3`,
    weight: 'trouble',
    title: () => 'The device does not wake up',
    cause: () => 'It was sent to sleep (D3) and does not answer. Only losing its power brings it back.',
    remedies: () => [
      advice(
        'Shut the computer down and switch it off; then put "options vfio-pci disable_idle_d3=1" into a file in /etc/modprobe.d.',
      ),
    ],
  },
  {
    id: 'qemu/device-refused',
    from: 'qemu',
    needles: ['error getting device from group'],
    pattern: pattern`(?:${BDF}: )?error getting device from group (?<group>\d{1,6}): (?<reason>[A-Z][\w ]{1,40})`,
    weight: 'trouble',
    stops: true,
    title: f => `The kernel did not hand ${f.device} out of IOMMU group ${f.group} (${f.reason})`,
    cause: f => REASONS[String(f.reason)] ?? 'The kernel log says why.',
    remedies: () => [
      command("dmesg | grep -iE 'vfio|D3cold|reset|BAR' | tail -n 20", 'shows what the kernel said at that moment'),
      advice('Pick the device in Bindery: it says which driver has it, whether it sleeps, and how it is reset.'),
    ],
  },
  {
    id: 'qemu/device-hint',
    from: 'qemu',
    needles: ['not already in use'],
    pattern: pattern`in group (?<group>\d{1,6}) are bound to vfio-[\w<>]{1,10} or pci-stub and not already in use`,
    weight: 'note',
    title: f => `QEMU guesses that IOMMU group ${f.group} is not under vfio-pci, or in use`,
    cause: () =>
      'It prints this hint whenever the kernel refuses a device, and most often the drivers are right. The line before it ("error getting device from group") has the reason.',
    remedies: f => [
      command(
        `for fn in /sys/kernel/iommu_groups/${f.group}/devices/*; do readlink -f $fn/driver; done`,
        'lists the drivers in the group',
      ),
    ],
  },
  {
    id: 'qemu/no-reset',
    from: 'qemu',
    needles: ['no available reset mechanism'],
    pattern: pattern`Cannot reset device ${BDF}, no available reset mechanism`,
    weight: 'note',
    title: f => `QEMU has no way to reset ${f.device}`,
    cause: () =>
      'The machine starts all the same. But the device keeps its state when the guest restarts, and some then hang until the host is restarted; sound and chipset devices mostly do not mind.',
    remedies: f => [
      command(`cat /sys/bus/pci/devices/${f.device}/reset_method`, 'shows by which ways the kernel may reset it'),
      advice('Shut the guest down properly, so that its driver stops the device.'),
    ],
  },
  {
    id: 'qemu/reset-needs-others',
    from: 'qemu',
    needles: ['which is not owned'],
    pattern: pattern`Cannot reset device ${BDF}, depends on (?:group (?<group>\d{1,6})|device (?<other>[0-9a-f:.]{12,16})) which is not owned`,
    weight: 'note',
    title: f =>
      `${f.device} is reset only together with ${f.group === undefined ? f.other : `what is in IOMMU group ${f.group}`}`,
    cause: () =>
      'Its only reset is one of the whole bus, and QEMU does that only when the machine has everything behind it. The machine starts all the same; after it has ended, the device may hang.',
    remedies: f => [
      ...(f.group === undefined
        ? []
        : [command(`ls /sys/kernel/iommu_groups/${f.group}/devices`, 'lists what hangs on the same bus')]),
      advice('Give the machine all functions of the card. Pick the device in Bindery: it lists them.'),
    ],
  },
  {
    id: 'qemu/image-locked',
    from: 'qemu',
    needles: ['" lock', 'Is another process using the image'],
    pattern: pattern`Failed to get (?:shared )?"[\w ]{1,20}" lock|Is another process using the image`,
    weight: 'trouble',
    stops: true,
    title: () => 'Another program has the disk image open',
    cause: () =>
      'QEMU locks an image, so that no two write to it. Another machine has it, one that did not end, or a tool such as qemu-img or qemu-nbd.',
    remedies: () => [
      command("lsof | grep -E 'qcow2|\\.raw|\\.img'", 'shows which program has an image open'),
      advice('End that program. Do not switch locking off: two writers destroy the image.'),
    ],
  },
];
