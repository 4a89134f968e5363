/**
 * The devices of a lab machine: what a workstation has, by the same addresses in every boot.
 *
 * `ati-vga` is QEMU's best stand-in for a graphics card: a real vendor, class 0300, a ROM, a prefetchable BAR, and it may
 * stand beside the VGA of the host. The disk is empty at every boot, and what is written to it goes with the machine. Devices without ACS below one port share a group; behind a PCIe-to-PCI bridge they
 * must, because the bridge speaks for them. Source: QEMU docs/pcie.txt, Linux drivers/iommu/iommu.c, pci_device_group().
 */

/** SBDFs that specs may rely on. SeaBIOS numbers the buses in the order of the slots on the root bus. */
export const DEVICES = {
  bootVga: '0000:00:01.0',
  /** Display and audio, alone in their group. */
  gpu: '0000:01:00.0',
  gpuAudio: '0000:01:00.1',
  nic: '0000:02:00.0',
  nvme: '0000:03:00.0',
  usb: '0000:04:00.0',
  /** One group of three: a bridge and what is behind it. */
  dirtyBridge: '0000:05:00.0',
  dirtyNic: '0000:06:01.0',
  dirtyEdu: '0000:06:02.0',
  /** Does DMA when told to, and cannot be reset. */
  edu: '0000:00:07.0',
  /** A switch with two downstream ports, and a function behind each. */
  switchUpstream: '0000:07:00.0',
  switchPorts: ['0000:08:00.0', '0000:08:01.0'],
  switchNic: '0000:09:00.0',
  switchUsb: '0000:0a:00.0',
} as const;

const rootPort = (number: number, slot: string) =>
  `-device pcie-root-port,id=port${number},bus=pcie.0,chassis=${number},slot=${number},addr=${slot}`;

/** A NIC whose network leads nowhere. */
const nic = (model: string, number: number, place: string) =>
  `-netdev hubport,hubid=${number},id=net${number}
   -device ${model},netdev=net${number},mac=52:54:00:12:34:5${number},${place}`;

/** Words between blanks. A codec that plays to nobody keeps ALSA from complaining. */
export const DEVICE_ARGUMENTS = `
  -device VGA,bus=pcie.0,addr=01.0
  ${rootPort(1, '02.0')}
  -device ati-vga,bus=port1,addr=00.0,multifunction=on,romfile=vgabios-ati.bin
  -device intel-hda,id=hda,bus=port1,addr=00.1
  -audiodev none,id=silence -device hda-output,bus=hda.0,audiodev=silence
  ${rootPort(2, '03.0')}
  ${nic('e1000e', 0, 'bus=port2')}
  ${rootPort(3, '04.0')}
  -drive if=none,id=disk,driver=null-co,size=1G,read-zeroes=on,snapshot=on
  -device nvme,bus=port3,drive=disk,serial=LAB1
  ${rootPort(4, '05.0')}
  -device nec-usb-xhci,id=usb,bus=port4 -device usb-kbd,bus=usb.0
  ${rootPort(5, '06.0')}
  -device pcie-pci-bridge,id=dirty,bus=port5
  ${nic('e1000', 1, 'bus=dirty,addr=01.0')}
  -device edu,bus=dirty,addr=02.0
  -device edu,bus=pcie.0,addr=07.0
  ${rootPort(6, '08.0')}
  -device x3130-upstream,id=switch,bus=port6
  -device xio3130-downstream,id=down0,bus=switch,chassis=10,slot=0,addr=00.0
  -device xio3130-downstream,id=down1,bus=switch,chassis=11,slot=1,addr=01.0
  ${nic('e1000e', 2, 'bus=down0')}
  -device qemu-xhci,bus=down1
`;
