/** What QEMU says about the IOMMU that it shows to a guest. Source: QEMU hw/i386/intel_iommu.c, hw/virtio/virtio-iommu.c, hw/vfio/container*.c. */
import { advice, type MessageEntry, pattern } from '../message.ts';

export const virtualIommuMessages: readonly MessageEntry[] = [
  {
    id: 'viommu/caching-mode',
    from: 'qemu',
    needles: ['caching-mode=on'],
    pattern: pattern`(?:We need to set caching-mode=on for intel-iommu|without enabling caching-mode=on for Intel IOMMU)`,
    weight: 'trouble',
    stops: true,
    title: () => 'intel-iommu needs caching-mode=on for assigned devices',
    cause: () => 'Otherwise QEMU does not learn when the guest adds a mapping.',
    remedies: () => [advice('Write -device intel-iommu,caching-mode=on, before the assigned devices.')],
  },
  {
    id: 'viommu/width',
    from: 'qemu',
    needles: ['aw-bits', 'iommu width'],
    pattern: pattern`aw-bits (?<wanted>\d{1,2}) > host aw-bits (?<have>\d{1,2})|iommu width \((?<width>\d{1,2})\) is not sufficient`,
    weight: 'trouble',
    stops: true,
    title: () => 'The IOMMU of the guest is wider than the one of the host',
    cause: f => `The host's reaches ${f.have ?? f.width} address bits.`,
    remedies: f => [
      advice(
        `Write aw-bits=${f.have ?? f.width} at the virtual IOMMU, and limit the guest with guest-phys-bits=${f.have ?? f.width}.`,
      ),
    ],
  },
  {
    id: 'viommu/irqchip',
    from: 'qemu',
    needles: ['kernel-irqchip=on'],
    pattern: pattern`Interrupt Remapping cannot work with kernel-irqchip=on`,
    weight: 'trouble',
    stops: true,
    title: () => 'A virtual IOMMU with interrupt remapping needs a split interrupt controller',
    cause: () => 'With kernel-irqchip=on QEMU cannot see the interrupts that it should remap.',
    remedies: () => [advice('Write -machine q35,kernel-irqchip=split.')],
  },
  {
    id: 'viommu/first-stage',
    from: 'qemu',
    needles: ['x-flts=on'],
    pattern: pattern`(?:Need IOMMUFD backend when x-flts=on|Host device downstream to a PCI bridge is unsupported when x-flts=on)`,
    weight: 'trouble',
    stops: true,
    title: () => 'First-stage translation does not go with this device as it is given',
    cause: () => 'It needs iommufd, and a device that is not behind a conventional PCI bridge in the guest.',
    remedies: () => [
      advice('Give the device iommufd=iommufd0 and put it below a PCIe root port, or leave x-flts out.'),
    ],
  },
  {
    id: 'viommu/host-lacks',
    from: 'qemu',
    needles: ['host IOMMU'],
    pattern: pattern`(?:Incompatible host platform IOMMU type|(?<what>First stage 1GB large page|PASID bits size|Nested)[^\n]{0,40} (?:unsupported by|>) host IOMMU)`,
    weight: 'trouble',
    stops: true,
    title: () => 'The IOMMU of the host cannot do what the one of the guest promises',
    cause: () =>
      'Nested translation is passed through to the hardware, and this hardware has it in another form, or not at all.',
    remedies: () => [
      advice('Leave out the property that the message names, or nested translation as a whole (x-flts).'),
    ],
  },
  {
    id: 'viommu/group-split',
    from: 'qemu',
    needles: ['used in multiple address spaces'],
    pattern: pattern`group (?<group>\d{1,6}) used in multiple address spaces`,
    weight: 'trouble',
    stops: true,
    title: f => `The functions of IOMMU group ${f.group} do not fit into one machine that way`,
    cause: () =>
      'With a virtual IOMMU each function gets an address space of its own, and VFIO keeps one for the whole group.',
    remedies: () => [
      advice('Give the functions as one multifunction device behind a PCIe-to-PCI bridge, or only one of the group.'),
    ],
  },
];
