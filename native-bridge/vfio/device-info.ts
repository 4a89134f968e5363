/** What VFIO says of a device and of its interrupts. Source: include/uapi/linux/vfio.h. */
import { readCapabilityChain } from '../uapi/capability-chain.ts';
import { Struct } from '../uapi/struct.ts';
import {
  VFIO_DEVICE_FLAGS_CAPS,
  VFIO_DEVICE_FLAGS_PCI,
  VFIO_DEVICE_FLAGS_RESET,
  VFIO_DEVICE_INFO_CAP_PCI_ATOMIC_COMP,
  VFIO_IRQ_INFO_AUTOMASKED,
  VFIO_IRQ_INFO_EVENTFD,
  VFIO_IRQ_INFO_MASKABLE,
  VFIO_IRQ_INFO_NORESIZE,
} from '../uapi/vfio-constants.ts';
import { vfio_device_info, vfio_device_info_cap_pci_atomic_comp, vfio_irq_info } from '../uapi/vfio-structs.ts';

export type DeviceInfo = {
  isPci: boolean;
  /** VFIO_DEVICE_RESET works: the function can be reset on its own. */
  canReset: boolean;
  regionCount: number;
  irqCount: number;
  /** Widths of PCIe AtomicOps that the root port completes, in bits. null: the kernel does not tell. */
  atomicCompletionBits: number[] | null;
};

// On older kernels the struct ended behind cap_offset, so capabilities may start there.
const FIXED_BYTES = vfio_device_info.fields.cap_offset.at + vfio_device_info.fields.cap_offset.size;

export function parseDeviceInfo(answer: Buffer): DeviceInfo {
  const info = new Struct(vfio_device_info, answer);
  const flags = info.get('flags');
  const capabilities =
    (flags & VFIO_DEVICE_FLAGS_CAPS) === 0
      ? []
      : readCapabilityChain(answer, info.get('cap_offset'), FIXED_BYTES).capabilities;
  const atomic = capabilities.find(
    ({ id, bytes }) =>
      id === VFIO_DEVICE_INFO_CAP_PCI_ATOMIC_COMP && bytes.length >= vfio_device_info_cap_pci_atomic_comp.size,
  );
  const widths = atomic && new Struct(vfio_device_info_cap_pci_atomic_comp, atomic.bytes).get('flags');
  return {
    isPci: (flags & VFIO_DEVICE_FLAGS_PCI) !== 0,
    canReset: (flags & VFIO_DEVICE_FLAGS_RESET) !== 0,
    regionCount: info.get('num_regions'),
    irqCount: info.get('num_irqs'),
    atomicCompletionBits: widths === undefined ? null : [32, 64, 128].filter((_, bit) => (widths & (1 << bit)) !== 0),
  };
}

const IRQ_NAMES = ['INTx', 'MSI', 'MSI-X', 'error', 'request'];

export type IrqInfo = {
  index: number;
  name: string;
  /** Zero: the device does not have it. */
  count: number;
  canSignal: boolean;
  isMaskable: boolean;
  isAutomasked: boolean;
  /** All vectors are set up at once, or none. */
  isFixedCount: boolean;
};

export function parseIrqInfo(answer: Buffer): IrqInfo {
  const info = new Struct(vfio_irq_info, answer);
  const [index, flags] = [info.get('index'), info.get('flags')];
  return {
    index,
    name: IRQ_NAMES[index] ?? `interrupt ${index}`,
    count: info.get('count'),
    canSignal: (flags & VFIO_IRQ_INFO_EVENTFD) !== 0,
    isMaskable: (flags & VFIO_IRQ_INFO_MASKABLE) !== 0,
    isAutomasked: (flags & VFIO_IRQ_INFO_AUTOMASKED) !== 0,
    isFixedCount: (flags & VFIO_IRQ_INFO_NORESIZE) !== 0,
  };
}
