/** VFIO and what stands in its way. Source: Linux drivers/vfio (vfio_iommu_type1.c, pci/vfio_pci*.c), drivers/iommu/iommufd/device.c. */
import { formatBytes } from '../../memory/format-bytes.ts';
import { addArgument, advice, BDF, command, firmware, type MessageEntry, pattern } from '../message.ts';

export const vfioMessages: readonly MessageEntry[] = [
  {
    id: 'vfio/bar-reserved',
    from: 'kernel',
    needles: ["can't reserve ["],
    pattern: pattern`vfio-pci ${BDF}: BAR (?<bar>\d): can't reserve \[(?<range>[^\]]{1,80})\]`,
    weight: 'trouble',
    title: f => `Something on the host sits on BAR ${f.bar} of ${f.device}`,
    cause: f =>
      `VFIO asked for ${f.range} and it was taken. Mostly it is the picture that the firmware left on the screen (simpledrm, efifb, vesafb, or BOOTFB in /proc/iomem): the guest then gets a black screen or none at all.`,
    remedies: f => [
      firmware('Primary display, or Initial display output', 'the other graphics (for example integrated)'),
      command('grep -B1 -A3 -iE "bootfb|efifb|simple" /proc/iomem', 'shows who sits there'),
      command(
        'echo efi-framebuffer.0 > /sys/bus/platform/drivers/efi-framebuffer/unbind',
        `frees the memory until the next start where efifb sits there, and blanks the screen on ${f.device}; where vesafb does, write vesa-framebuffer in both places`,
      ),
      advice(
        'Where BOOTFB, simplefb or simpledrm sits there, no unbinding frees the memory: load the own driver of the card once (amdgpu, i915, xe, nouveau), which takes the picture over, and unbind that driver then. With the card picked, Bindery says which of them it is.',
      ),
      addArgument('initcall_blacklist=sysfb_init'),
    ],
  },
  {
    id: 'vfio/memlock-exceeded',
    from: 'kernel',
    needles: ['RLIMIT_MEMLOCK ('],
    pattern: pattern`vfio_\w{1,40}: (?:Task (?<process>\S{1,20}) \(\d{1,10}\) )?RLIMIT_MEMLOCK \((?<limit>\d{1,15})\) exceeded`,
    weight: 'trouble',
    title: f => `A machine hit the locked-memory limit of ${formatBytes(Number(f.limit))}`,
    cause: () =>
      'VFIO keeps all memory of the guest in place while a device may write to it, and the process may not keep that much. QEMU says "Cannot allocate memory" then.',
    remedies: () => [
      advice(
        'Raise RLIMIT_MEMLOCK of the user who starts QEMU above the memory of the guest; Bindery says by how much once the machine is described.',
      ),
    ],
  },
  {
    id: 'vfio/no-interrupt-remapping',
    from: 'kernel',
    needles: ['allow_unsafe_interrupts'],
    pattern: pattern`(?:No interrupt remapping support|MSI interrupts are not secure)`,
    weight: 'trouble',
    title: () => 'VFIO refused a device because interrupts are not remapped',
    cause: () =>
      'Without remapping a guest could send the host any interrupt, so the kernel says no, and QEMU "Operation not permitted".',
    remedies: () => [
      firmware('x2APIC and interrupt remapping', 'Enabled'),
      advice(
        'The module parameter allow_unsafe_interrupts=1 overrides the refusal; use it only for guests that you trust as much as the host.',
      ),
    ],
  },
  {
    id: 'vfio/probe-failed',
    from: 'kernel',
    needles: ['failed with error -'],
    pattern: pattern`vfio-pci(?:: probe of)? ${BDF}(?:: probe with driver vfio-pci)? failed with error -(?<errno>\d{1,3})`,
    weight: 'trouble',
    title: f => `vfio-pci did not take ${f.device}`,
    cause: f =>
      f.errno === 22
        ? 'Error 22 means that no IOMMU covers the device, or that it is a bridge.'
        : f.errno === 16
          ? 'Error 16 means busy: virtual functions are switched on, or something still holds the device.'
          : `The kernel gave error ${f.errno}.`,
    remedies: f => [
      f.errno === 16
        ? advice('Switch the virtual functions of the device off first (write 0 to its sriov_numvfs).')
        : advice('Look at what Bindery says about the IOMMU of this host, and about the IOMMU group of the device.'),
    ],
  },
  {
    id: 'vfio/has-virtual-functions',
    from: 'kernel',
    needles: ['Cannot bind to PF with SR-IOV enabled'],
    pattern: pattern`${BDF}: Cannot bind to PF with SR-IOV enabled`,
    weight: 'trouble',
    title: f => `${f.device} has virtual functions, so VFIO did not take it`,
    cause: () => 'The virtual functions hang on their physical one; it cannot be given away under them.',
    remedies: f => [command(`echo 0 > /sys/bus/pci/devices/${f.device}/sriov_numvfs`, 'removes its virtual functions')],
  },
  {
    id: 'vfio/denylisted',
    from: 'kernel',
    needles: ['vfio-pci device denylist'],
    pattern: pattern`(?:${BDF}: )?(?<ids>[0-9a-f]{4}:[0-9a-f]{4}) exists in vfio-pci device denylist, driver probing disallowed`,
    weight: 'trouble',
    stops: true,
    title: f => `vfio-pci refuses devices of the kind ${f.ids}`,
    cause: () => 'The kernel has a list of devices that a guest could use to hurt the host, and this one is on it.',
    remedies: () => [
      advice(
        '"options vfio-pci disable_denylist=1" in a file in /etc/modprobe.d overrides the list, at your own risk.',
      ),
    ],
  },
  {
    id: 'vfio/token',
    from: 'kernel',
    needles: ['VF token'],
    pattern: pattern`${BDF}: (?:VF token required to access device|Incorrect VF token provided for device|VF token incorrectly provided)`,
    weight: 'trouble',
    title: f => `${f.device} was opened with a wrong token, or with none`,
    cause: () =>
      'Its physical function belongs to VFIO too, and then each virtual one is opened with the token of the physical one; with a host driver on the physical one, without any.',
    remedies: () => [
      advice('Give all of them the same vf-token=UUID, or leave the physical function to its host driver.'),
    ],
  },
  {
    id: 'vfio/no-iommu',
    from: 'kernel',
    needles: ['vfio-noiommu group'],
    pattern: pattern`(?:${BDF}: )?Adding kernel taint for vfio-noiommu group on device`,
    weight: 'trouble',
    title: f => `${f.device} was given to VFIO without an IOMMU`,
    cause: () => 'Whoever drives it can read and write all memory of the host.',
    remedies: () => [
      advice('Switch the parameter enable_unsafe_noiommu_mode of the module vfio off, and the IOMMU on.'),
    ],
  },
  {
    id: 'vfio/wanted-back',
    from: 'kernel',
    needles: ['device request'],
    pattern: pattern`${BDF}: (?:Relaying device request to user|No device request channel registered, blocked until released by user)`,
    weight: 'note',
    title: f => `The host wanted ${f.device} back while a machine had it`,
    cause: () => 'Unbinding waits until QEMU lets go of the device. The command that asked hangs as long.',
    remedies: () => [advice('Shut the machine down before you give the device back to the host.')],
  },
  {
    id: 'vfio/interrupt-shared',
    from: 'kernel',
    needles: ['vfio-intx('],
    pattern: pattern`genirq: Flags mismatch irq (?<irq>\d{1,5})\. [^(]{0,20}\((?:vfio-intx\(${BDF}\)|[^()]{1,40}\) vs\. [^(]{0,20}\(vfio-intx\()`,
    weight: 'trouble',
    title: f => `Interrupt ${f.irq} is shared, and the other side does not allow it`,
    cause: () => 'An old-style interrupt (INTx) of an assigned device is also used by a device of the host.',
    remedies: () => [
      advice(
        'Unbind the driver of the other device, or move the card to another slot: the interrupt follows the slot.',
      ),
    ],
  },
  {
    id: 'vfio/capability-hidden',
    from: 'kernel',
    needles: ['vfio_ecap_init: hiding ecap'],
    pattern: pattern`${BDF}: vfio_ecap_init: hiding ecap (?<capability>0x[0-9a-f]{1,4})@`,
    weight: 'fine',
    title: f => `VFIO hides capability ${f.capability} of ${f.device} from the guest`,
    cause: () => 'That is harmless: the guest has no use for it.',
    remedies: () => [],
  },
  {
    id: 'rom/bad-signature',
    from: 'kernel',
    needles: ['Invalid PCI ROM header signature'],
    pattern: pattern`vfio-pci ${BDF}: Invalid PCI ROM header signature: expecting 0xaa55, got (?<got>0x[0-9a-f]{4})`,
    weight: 'trouble',
    title: f => `The ROM of ${f.device} could not be read`,
    cause: f =>
      `It should begin with 0xaa55 and began with ${f.got}. ${f.got === '0xffff' ? 'The chip did not answer: the card was started by the firmware and has closed its ROM, or it sleeps.' : 'The card gives something else there until it is reset.'}`,
    remedies: () => [
      advice('Give the machine the ROM as a file (romfile=), read while another card was the first one.'),
      advice(
        'If the guest runs well without, add rombar=0 and ignore the message. Graphics in the processor have no ROM of their own; there the message is harmless.',
      ),
    ],
  },
];
