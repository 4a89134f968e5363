/** The command line of a lab machine. */

import { PORT_NAME } from '../guest/protocol.ts';
import { DEVICE_ARGUMENTS } from './devices.ts';
import { iommuArguments, type Machine } from './machine.ts';

export type MachineFiles = {
  kernel: string;
  initramfs: string;
  /** A socket on which we already listen when QEMU starts. */
  agentSocket: string;
  checkout: string;
  /** A folder that the machine may write to. */
  share: string;
  /** The agent's code, as the machine sees it. */
  agent: string;
};

const KERNEL_ARGUMENTS = [
  'console=ttyS0',
  'quiet',
  'loglevel=4',
  // With -no-reboot a panic ends QEMU.
  'panic=-1',
  // A busy host delays the timer that the kernel tests its I/O APIC with; a guest of KVM skips that test as well.
  'no_timer_check',
  'mitigations=off',
  'nokaslr',
  'random.trust_cpu=on',
];

export function qemuArguments(machine: Machine, files: MachineFiles): string[] {
  const iommu = iommuArguments(machine.iommu);
  const kernelArguments = [...KERNEL_ARGUMENTS, `lab.agent=${files.agent}`, ...(machine.kernelArguments ?? [])];
  return [
    ...words('-nodefaults -no-user-config -no-reboot -display none'),
    // Never KVM: it may be there and be broken (nested, or for special guests only), and QEMU would not notice.
    ...words('-accel tcg,thread=multi,tb-size=512 -machine q35,kernel-irqchip=split -cpu max'),
    // One processor: under TCG each further one makes the boot slower.
    ...words('-smp 1 -m 2048'),
    '-kernel',
    files.kernel,
    '-initrd',
    files.initramfs,
    '-append',
    kernelArguments.join(' '),
    ...words('-chardev stdio,id=console,signal=off -serial chardev:console'),
    ...iommu.before,
    '-chardev',
    `socket,id=agent,path=${files.agentSocket}`,
    ...words(`-device virtio-serial-pci,id=serial,addr=1c.0`),
    ...words(`-device virtserialport,bus=serial.0,nr=1,chardev=agent,name=${PORT_NAME}`),
    ...share('host', '/', '1d.0', 'readonly=on'),
    ...share('checkout', files.checkout, '1d.1', 'readonly=on'),
    ...share('share', files.share, '1d.2', 'readonly=off'),
    ...words(DEVICE_ARGUMENTS),
    ...iommu.after,
  ];
}

/** A folder of the host through 9p. The host's root may span several file systems: inode numbers are made unique. */
function share(tag: string, folder: string, address: string, access: 'readonly=on' | 'readonly=off'): string[] {
  const path = folder.replaceAll(',', ',,');
  const filesystem = `local,id=${tag},path=${path},security_model=none,multidevs=remap,${access}`;
  return [
    '-fsdev',
    filesystem,
    '-device',
    `virtio-9p-pci,fsdev=${tag},mount_tag=${tag},multifunction=on,addr=${address}`,
  ];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
