/**
 * Class codes: 24 bits, base class, subclass and programming interface.
 *
 * Names are for the classes that a workstation has; others are named by their base class, or by number.
 * Source: PCI Code and ID Assignment Specification 1.16; Linux include/linux/pci_ids.h.
 */
const BASE_CLASSES: ReadonlyMap<number, string> = new Map([
  [0x00, 'Unclassified device'],
  [0x01, 'Mass storage controller'],
  [0x02, 'Network controller'],
  [0x03, 'Display controller'],
  [0x04, 'Multimedia controller'],
  [0x05, 'Memory controller'],
  [0x06, 'Bridge'],
  [0x07, 'Communication controller'],
  [0x08, 'System peripheral'],
  [0x09, 'Input device'],
  [0x0a, 'Docking station'],
  [0x0b, 'Processor'],
  [0x0c, 'Serial bus controller'],
  [0x0d, 'Wireless controller'],
  [0x0e, 'Intelligent I/O controller'],
  [0x0f, 'Satellite controller'],
  [0x10, 'Encryption controller'],
  [0x11, 'Signal processing controller'],
  [0x12, 'Processing accelerator'],
  [0x13, 'Non-essential instrumentation'],
  [0x40, 'Coprocessor'],
  [0xff, 'Unassigned class'],
]);

const SUBCLASSES: ReadonlyMap<number, string> = new Map([
  [0x0100, 'SCSI controller'],
  [0x0101, 'IDE controller'],
  [0x0104, 'RAID controller'],
  [0x0106, 'SATA controller'],
  [0x0107, 'SAS controller'],
  [0x0108, 'Non-volatile memory controller'],
  [0x0180, 'Mass storage controller'],
  [0x0200, 'Ethernet controller'],
  [0x0207, 'InfiniBand controller'],
  [0x0280, 'Network controller'],
  [0x0300, 'VGA controller'],
  [0x0301, 'XGA controller'],
  [0x0302, '3D controller'],
  [0x0380, 'Display controller'],
  [0x0400, 'Video controller'],
  [0x0401, 'Audio controller'],
  [0x0403, 'HD audio controller'],
  [0x0480, 'Multimedia controller'],
  [0x0500, 'RAM memory'],
  [0x0502, 'CXL memory'],
  [0x0580, 'Memory controller'],
  [0x0600, 'Host bridge'],
  [0x0601, 'ISA bridge'],
  [0x0604, 'PCI bridge'],
  [0x0607, 'CardBus bridge'],
  [0x0609, 'Semi-transparent PCI bridge'],
  [0x060b, 'Virtual PCI bridge'],
  [0x0680, 'Bridge'],
  [0x0700, 'Serial controller'],
  [0x0703, 'Modem'],
  [0x0780, 'Communication controller'],
  [0x0800, 'Interrupt controller'],
  [0x0801, 'DMA controller'],
  [0x0805, 'SD host controller'],
  [0x0806, 'IOMMU'],
  [0x0807, 'Root complex event collector'],
  [0x0880, 'System peripheral'],
  [0x0c00, 'FireWire controller'],
  [0x0c03, 'USB controller'],
  [0x0c04, 'Fibre Channel controller'],
  [0x0c05, 'SMBus controller'],
  [0x0c80, 'Serial bus controller'],
  [0x0d11, 'Bluetooth controller'],
  [0x0d80, 'Wireless controller'],
  [0x1080, 'Encryption controller'],
  [0x1180, 'Signal processing controller'],
  [0x1200, 'Processing accelerator'],
]);

const INTERFACES: ReadonlyMap<number, string> = new Map([
  [0x010802, 'NVMe controller'],
  [0x0c0300, 'USB controller (UHCI)'],
  [0x0c0310, 'USB controller (OHCI)'],
  [0x0c0320, 'USB controller (EHCI)'],
  [0x0c0330, 'USB controller (xHCI)'],
  [0x0c0340, 'USB4 host interface'],
]);

const subclassOf = (classCode: number) => classCode >>> 8;
const baseOf = (classCode: number) => classCode >>> 16;

/** A name a person would use; never empty. */
export function className(classCode: number): string {
  return (
    INTERFACES.get(classCode) ??
    SUBCLASSES.get(subclassOf(classCode)) ??
    BASE_CLASSES.get(baseOf(classCode)) ??
    `Class 0x${subclassOf(classCode).toString(16).padStart(4, '0')}`
  );
}

/** Every bridge, host and ISA bridges too. */
export function isBridge(classCode: number): boolean {
  return baseOf(classCode) === 0x06;
}

/** A bridge with a bus behind it: PCI to PCI, CardBus or semi-transparent. */
export function isPciBridge(classCode: number): boolean {
  return [0x0604, 0x0607, 0x0609].includes(subclassOf(classCode));
}

export function isDisplay(classCode: number): boolean {
  return baseOf(classCode) === 0x03;
}

/** The only class for which every kernel says whether the firmware started on it. */
export function isVga(classCode: number): boolean {
  return subclassOf(classCode) === 0x0300;
}

export function isAudio(classCode: number): boolean {
  return [0x0401, 0x0403].includes(subclassOf(classCode));
}

export function isUsbController(classCode: number): boolean {
  return subclassOf(classCode) === 0x0c03;
}

export function isNvme(classCode: number): boolean {
  return classCode === 0x010802;
}

/** Wired and wireless. Wireless cards say "network controller" (0280), rarely base class 0d. */
export function isNetwork(classCode: number): boolean {
  return baseOf(classCode) === 0x02;
}

export function isStorage(classCode: number): boolean {
  return baseOf(classCode) === 0x01;
}
