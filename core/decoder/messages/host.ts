/**
 * What else on the host goes wrong around assigned devices: graphics drivers, memory, processors, access rules.
 * Source: NVIDIA open-gpu-kernel-modules (kernel-open/nvidia/nv-pci.c); Linux amdgpu_drv.c, mm/hugetlb.c,
 * mm/oom_kill.c, arch/x86/kvm, arch/x86/kernel/cpu/bus_lock.c, security/{apparmor,lockdown,selinux}.
 */
import { addArgument, advice, BDF, command, firmware, type MessageEntry, pattern } from '../message.ts';

export const hostMessages: readonly MessageEntry[] = [
  {
    id: 'nvidia/in-use',
    from: 'kernel',
    needles: ['with non-zero usage count'],
    pattern: pattern`NVRM: Attempting to remove device ${BDF} with non-zero usage count`,
    weight: 'trouble',
    title: f => `The NVIDIA driver was asked to let ${f.device} go while programs used it`,
    cause: () =>
      'Unbinding now waits until the last program has closed the card, and nothing can call it back. Often only a new start of the computer ends it.',
    remedies: () => [
      command('fuser -v /dev/nvidia* /dev/dri/*', 'shows who uses the card'),
      advice(
        'End these programs first (display server, nvidia-persistenced, containers), then unbind; or let vfio-pci take the card at boot.',
      ),
    ],
  },
  {
    id: 'nvidia/bound-to-vfio',
    from: 'kernel',
    needles: ['is already bound to vfio-pci'],
    pattern: pattern`NVRM: GPU ${BDF} is already bound to vfio-pci`,
    weight: 'fine',
    title: f => `The NVIDIA driver leaves ${f.device} to vfio-pci`,
    cause: () =>
      'That is what assignment wants. If the log is full of it, a udev rule of the driver loads the module again and again for nothing.',
    remedies: () => [],
  },
  {
    id: 'nvidia/no-bar',
    from: 'kernel',
    needles: ['NVRM: BAR'],
    pattern: pattern`NVRM: BAR(?<bar>\d) is 0M @ 0x0 \(PCI:${BDF}\)`,
    weight: 'trouble',
    title: f => `BAR ${f.bar} of ${f.device} has no address`,
    cause: () => 'The firmware had no room for the memory of the card, so its driver cannot start it.',
    remedies: () => [
      firmware('Above 4G Decoding', 'Enabled'),
      advice('Inside a guest, give the firmware more room: -fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=65536.'),
    ],
  },
  {
    id: 'nvidia/off-the-bus',
    from: 'kernel',
    needles: ['has fallen off the bus'],
    pattern: pattern`NVRM: [^\n]{0,80}GPU has fallen off the bus`,
    weight: 'trouble',
    title: () => 'An NVIDIA card has fallen off the bus',
    cause: () => 'The driver can no longer reach it: power, heat, a riser cable, or a sleep that it did not wake from.',
    remedies: () => [
      advice('Shut the computer down and switch it off. If it happens again, check power plugs and riser cable.'),
    ],
  },
  {
    id: 'amdgpu/no-unplug',
    from: 'kernel',
    needles: ['Hotplug removal is not supported'],
    pattern: pattern`amdgpu[^\n]{0,60}Hotplug removal is not supported`,
    weight: 'trouble',
    title: () => 'amdgpu was asked to let a card go and does not support it well',
    cause: () => 'Unbinding amdgpu from a running card may hang or crash the driver on this kernel.',
    remedies: () => [advice('Let vfio-pci take the card at boot, before amdgpu does.')],
  },
  {
    id: 'driver/unbind-hangs',
    from: 'kernel',
    needles: ['unbind_store+0x'],
    pattern: pattern`\bunbind_store\+0x[0-9a-f]{1,8}/`,
    weight: 'trouble',
    title: () => 'Unbinding a driver hung or crashed',
    cause: () =>
      'The kernel printed a trace of what it did, and in it somebody writes to a file "unbind". The driver did not let its device go; the process that asked cannot be killed.',
    remedies: () => [
      advice('Start the computer again. Let vfio-pci take the device at boot, so that its host driver never has it.'),
    ],
  },
  {
    id: 'kvm/off-in-firmware',
    from: 'kernel',
    needles: ['by BIOS', 'by bios'],
    pattern: pattern`(?:kvm(?:_intel|_amd)?: (?:disabled by bios|(?:VMX|SVM) (?:not enabled|disabled) \(by BIOS\)|SVM disabled \(by BIOS\))|x86/cpu: (?:VMX|SVM) (?:\(outside TXT\) )?disabled by BIOS)`,
    weight: 'trouble',
    title: () => 'Virtualisation is switched off in the firmware',
    cause: () => 'The processor can do it, but the firmware has locked it.',
    remedies: () => [firmware('Intel Virtualization Technology (VT-x), or SVM Mode', 'Enabled')],
  },
  {
    id: 'memory/hugepages-short',
    from: 'kernel',
    needles: [' hugepages.'],
    pattern: pattern`HugeTLB: allocating (?<wanted>\d{1,12}) of page size (?<size>[\d.]{1,8} [KMG]iB) failed\. {1,2}Only allocated (?<got>\d{1,12}) hugepages`,
    weight: 'trouble',
    title: f => `Only ${f.got} of ${f.wanted} huge pages of ${f.size} could be set aside`,
    cause: () => 'The memory was not there, or not in one piece. A machine that counts on them does not start.',
    remedies: () => [
      advice('Ask for fewer, or ask at boot (hugepages= on the kernel command line), when memory is still whole.'),
    ],
  },
  {
    id: 'memory/qemu-killed',
    from: 'kernel',
    needles: ['Killed process'],
    pattern: pattern`Out of memory: Killed process (?<pid>\d{1,10}) \((?<process>qemu[\w-]{0,15}|kvm)\)`,
    weight: 'trouble',
    title: f => `The kernel killed a machine (${f.process}) because memory ran out`,
    cause: () => 'Memory held for an assigned device cannot be swapped out, so the machine itself is what goes.',
    remedies: () => [advice('Give the machine less memory, or the host more.')],
  },
  {
    id: 'cpu/split-lock',
    from: 'kernel',
    needles: ['split_lock trap'],
    pattern: pattern`#AC: (?<process>[^:]{1,24}) took a split_lock trap at address`,
    weight: 'note',
    title: () => 'A program is slowed down for locking across a cache line',
    cause: f =>
      `${f.process} does it; with a name like CPU/KVM it is a guest. The kernel punishes that with a pause each time, and games in a guest stutter.`,
    remedies: () => [addArgument('split_lock_detect=off')],
  },
  {
    id: 'irq/nobody-cared',
    from: 'kernel',
    needles: ['nobody cared'],
    pattern: pattern`irq (?<irq>\d{1,5}): nobody cared`,
    weight: 'note',
    title: f => `Interrupt ${f.irq} was switched off, because nobody answered for it`,
    cause: () => 'Some device raises it without end. Seen with a device that was taken from a guest while it ran.',
    remedies: () => [
      advice('If devices on this interrupt are slow now, start the computer again; shut guests down properly.'),
    ],
  },
  {
    id: 'access/apparmor',
    from: 'kernel',
    needles: ['apparmor="DENIED"'],
    pattern: pattern`apparmor="DENIED" operation="(?<operation>\w{1,20})"[^\n]{0,80}?profile="(?<profile>[^"]{1,80})" name="(?<path>/dev/(?:vfio|iommu|kvm)[^"]{0,60}|[^"]{1,120}\.rom)"`,
    weight: 'trouble',
    title: f => `AppArmor kept a machine from ${f.path}`,
    cause: f => `The profile ${f.profile} does not allow it.`,
    remedies: f => [
      advice(
        `Add the line "${f.path} rw," to /etc/apparmor.d/local/abstractions/libvirt-qemu, and start the machine again.`,
      ),
    ],
  },
  {
    id: 'access/selinux',
    from: 'kernel',
    needles: ['avc:  denied'],
    pattern: pattern`avc:  denied  \{ (?<what>[\w ]{1,40}) \} for {1,2}[^\n]{0,60}?comm="(?<process>qemu[\w-]{0,15}|vfio[\w-]{0,15})"`,
    weight: 'trouble',
    title: f => `SELinux kept ${f.process} from something (${f.what})`,
    cause: () => 'Its rules do not allow it; the line in the log names the file.',
    remedies: () => [
      command('ausearch -m avc -ts boot -c qemu-kvm', 'shows what was refused'),
      advice('ROM files want the label virt_image_t: put them where libvirt keeps its images, and run restorecon.'),
    ],
  },
  {
    id: 'lockdown/refused',
    from: 'kernel',
    needles: ['Lockdown: '],
    pattern: pattern`Lockdown: (?<process>\S{1,20}): (?<what>direct PCI access|unsigned module loading) is restricted`,
    weight: 'note',
    title: f => `Kernel lockdown refused ${f.what} to ${f.process}`,
    cause: () =>
      'With Secure Boot on, the kernel takes signed modules only and keeps programs from writing to devices directly.',
    remedies: () => [
      advice('Sign the module with a key that the firmware knows (mokutil), or switch Secure Boot off.'),
    ],
  },
];
