/**
 * IOMMUs: refusals, faults and what the firmware got wrong.
 * Source: Linux drivers/iommu/{iommu.c,intel/dmar.c,intel/iommu.c,intel/irq_remapping.c,amd/iommu.c,amd/init.c}.
 */
import { advice, BDF, command, firmware, type MessageEntry, pattern, removeArgument, SHORT_BDF } from '../message.ts';

const otherSlot = advice('Try another slot, and update the firmware of the machine.');

export const iommuMessages: readonly MessageEntry[] = [
  {
    id: 'iommu/direct-map-required',
    from: 'kernel',
    needles: ['have a 1:1 IOMMU mapping'],
    pattern: pattern`${BDF}: Firmware has requested this device have a 1:1 IOMMU mapping`,
    weight: 'trouble',
    stops: true,
    title: f => `The firmware holds on to ${f.device}`,
    cause: () =>
      'It says that some memory must stay mapped for this device at its own address, and the kernel does not hand such a device to a guest. QEMU says "Invalid argument".',
    remedies: () => [
      firmware('Pre-boot DMA protection, or Kernel DMA protection', 'Disabled'),
      firmware('IOMMU', 'Enabled, not Auto'),
      otherSlot,
    ],
  },
  {
    id: 'iommu/rmrr',
    from: 'kernel',
    needles: ['platform RMRR requirement'],
    pattern: pattern`${BDF}: Device is ineligible for IOMMU domain attach due to platform RMRR requirement`,
    weight: 'trouble',
    stops: true,
    title: f => `The firmware holds on to ${f.device}`,
    cause: () =>
      'It has reserved memory for the device (RMRR), mostly for the management controller of a server, and the kernel does not hand such a device to a guest. QEMU says "Operation not permitted".',
    remedies: () => [
      advice(
        "Look in the vendor's tools for a switch that ends it: HPE servers have one for shared memory of each slot (conrep, HPRCU).",
      ),
      otherSlot,
    ],
  },
  {
    id: 'iommu/intel-fault',
    from: 'kernel',
    needles: ['Request device ['],
    pattern: pattern`\[DMA (?<direction>Read|Write)[^\]]{0,20}\] Request device \[${SHORT_BDF}\](?: PASID \w{1,8})? fault addr (?:0x)?(?<target>[0-9a-f]{1,16})`,
    weight: 'trouble',
    title: f => `The IOMMU stopped ${f.device} from reaching memory that it was not given`,
    cause: f =>
      `It tried to ${f.direction === 'Read' ? 'read' : 'write'} at 0x${f.target}. Once at a start or stop of a machine it is harmless; again and again it means a driver that uses old addresses, a device that speaks for another one behind it, or firmware that forgot to reserve the place.`,
    remedies: () => [
      advice(
        'If it happens while the machine runs, look whether the guest misses interrupts or stops; update firmware and kernel.',
      ),
      advice(
        'For a device that stays with the host, the kernel argument iommu=pt lets it reach memory as without an IOMMU.',
      ),
    ],
  },
  {
    id: 'iommu/intel-interrupt-fault',
    from: 'kernel',
    needles: ['[INTR-REMAP'],
    pattern: pattern`\[INTR-REMAP[^\]]{0,20}\] Request device \[${SHORT_BDF}\] fault index`,
    weight: 'trouble',
    title: f => `The IOMMU stopped an interrupt of ${f.device}`,
    cause: () =>
      'The interrupt was not one that the host had set up for it. Seen when a guest was killed with its device running, or with chipset devices that send interrupts of the old kind.',
    remedies: () => [advice('If the device works, ignore it; if not, update the firmware of the machine.')],
  },
  {
    id: 'iommu/amd-fault',
    from: 'kernel',
    needles: ['[IO_PAGE_FAULT'],
    pattern: pattern`(?:${BDF}: )?AMD-Vi: Event logged \[IO_PAGE_FAULT (?:device=(?<shortBdf>[0-9a-f:.]{7,16}) )?domain=0x[0-9a-f]{1,8} address=(?<target>0x[0-9a-f]{1,16})`,
    weight: 'trouble',
    title: f => `The IOMMU stopped ${f.device} from reaching memory that it was not given`,
    cause: f =>
      `It tried to reach ${f.target}. Once at a start or stop of a machine it is harmless; again and again it means a driver that uses old addresses, a device that did not survive its reset, or firmware that forgot to reserve the place.`,
    remedies: () => [
      advice(
        'If it happens while the machine runs, look whether the guest misses interrupts or stops; update firmware and kernel.',
      ),
      advice(
        'For a device that stays with the host, the kernel argument iommu=pt lets it reach memory as without an IOMMU.',
      ),
    ],
  },
  {
    id: 'iommu/amd-timeout',
    from: 'kernel',
    needles: ['Completion-Wait loop', 'IOTLB_INV_TIMEOUT'],
    pattern: pattern`AMD-Vi: (?:Completion-Wait loop timed out|Event logged \[IOTLB_INV_TIMEOUT device=${SHORT_BDF})`,
    weight: 'trouble',
    title: f => `${f.device} no longer answers the IOMMU`,
    cause: () =>
      'The IOMMU asked a device to forget old addresses and got no answer. This is what a graphics card that hangs after its reset looks like; the whole host may slow down.',
    remedies: () => [
      advice('Shut the computer down and switch it off; then see what Bindery says about the reset of the card.'),
    ],
  },
  {
    id: 'iommu/interrupts-remapped',
    from: 'kernel',
    needles: ['IRQ remapping in', 'Interrupt remapping enabled'],
    pattern: pattern`(?:DMAR-IR: Enabled IRQ remapping in (?<mode>x2apic|xapic) mode|AMD-Vi: Interrupt remapping enabled)`,
    weight: 'fine',
    title: () => 'Interrupts are remapped',
    cause: () => 'That is what VFIO wants: an assigned device cannot send interrupts that belong to somebody else.',
    remedies: () => [],
  },
  {
    id: 'iommu/interrupts-erratum',
    from: 'kernel',
    needles: ['This system BIOS has enabled'],
    pattern: pattern`This system BIOS has enabled interrupt remapping`,
    weight: 'trouble',
    title: () => 'Interrupt remapping of this chipset is broken, so the kernel does not use it',
    cause: () =>
      'Some Intel 5500 and X58 chipsets have a fault in it that no firmware mends. VFIO then refuses devices.',
    remedies: () => [
      advice(
        'The parameter allow_unsafe_interrupts=1 of vfio_iommu_type1 overrides the refusal; use it only for guests that you trust.',
      ),
    ],
  },
  {
    id: 'iommu/amd-interrupts-off',
    from: 'kernel',
    needles: ['AMD-Vi: Disabling interrupt remapping'],
    pattern: pattern`AMD-Vi: Disabling interrupt remapping`,
    weight: 'trouble',
    title: () => 'The kernel gave up interrupt remapping',
    cause: () => 'The table of the firmware (IVRS) misses an interrupt controller. VFIO then refuses devices.',
    remedies: () => [
      advice(
        'Update the firmware of the machine. Until then the argument ivrs_ioapic[ID]=ADDRESS can fill the gap; the line before in the log names the ID.',
      ),
    ],
  },
  {
    id: 'iommu/x2apic-opt-out',
    from: 'kernel',
    needles: ['x2apic opt out'],
    pattern: pattern`x2apic is disabled because BIOS sets x2apic opt out bit`,
    weight: 'note',
    title: () => 'The firmware asks the kernel not to use x2APIC',
    cause: () => 'Interrupts are remapped all the same, in the older mode. It matters from 255 processors on.',
    remedies: () => [firmware('x2APIC, or X2APIC opt-out', 'Enabled, or opt-out Disabled')],
  },
  {
    id: 'iommu/firmware-broken',
    from: 'kernel',
    needles: ['Your BIOS is broken'],
    pattern: pattern`Your BIOS is broken[;,] ?(?<what>[^\n]{0,80})`,
    weight: 'trouble',
    title: () => "The firmware's table of IOMMUs is broken",
    cause: f => `The kernel says: ${f.what}. It may have left an IOMMU off for that.`,
    remedies: () => [advice('Update the firmware of the machine, or load its default settings.')],
  },
  {
    id: 'iommu/rmrr-uncovered',
    from: 'kernel',
    needles: ['firmware reserved region can cover this RMRR'],
    pattern: pattern`No firmware reserved region can cover this RMRR \[(?<range>[^\]]{1,60})\]`,
    weight: 'note',
    title: () => 'The firmware forgot to reserve memory that it uses for DMA',
    cause: f => `It is at ${f.range}. The kernel works around it; devices that use the place may fault.`,
    remedies: () => [advice('Update the firmware of the machine.')],
  },
  {
    id: 'iommu/graphics-off',
    from: 'kernel',
    needles: ['IOMMU for graphics'],
    pattern: pattern`[Dd]isabling IOMMU for graphics`,
    weight: 'note',
    title: () => 'The graphics of the processor run without IOMMU',
    cause: () => 'The kernel had to switch it off for them, so they cannot be given to a guest.',
    remedies: () => [firmware('Graphics memory (DVMT pre-allocated, or shadow GTT)', 'the largest offered')],
  },
  {
    id: 'iommu/rmrr-relaxed',
    from: 'kernel',
    needles: ['assuming all RMRRs are relaxable'],
    pattern: pattern`assuming all RMRRs are relaxable`,
    weight: 'trouble',
    title: () => 'This kernel is patched to ignore what the firmware reserves for devices',
    cause: () =>
      'Devices that the firmware holds on to can be given away, while the firmware may still write through them. Memory of the guest can be damaged that way.',
    remedies: () => [removeArgument('intel_iommu=relax_rmrr')],
  },
  {
    id: 'iommu/acs-override',
    from: 'kernel',
    needles: ['ACS overrides enabled'],
    pattern: pattern`PCIe ACS overrides enabled`,
    weight: 'trouble',
    title: () => 'This kernel pretends that devices are isolated from each other',
    cause: () =>
      'The argument pcie_acs_override splits IOMMU groups that the hardware does not keep apart: a guest may reach a device that was not given to it, and through it the host.',
    remedies: () => [
      advice('Look at the groups without the argument; another slot often does it without the risk.'),
      command('cat /proc/cmdline', 'shows the argument in force'),
    ],
  },
];
