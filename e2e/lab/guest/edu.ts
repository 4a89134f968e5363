/**
 * Drives QEMU's `edu` device through VFIO: does DMA really arrive in memory that the bridge mapped, and does it really
 * stop when that memory is unmapped?
 *
 * The device copies between memory and a buffer of its own, at 0x40000 of its address space; it sees 28 address bits.
 * Source: QEMU docs/specs/edu.rst, hw/misc/edu.c.
 */
import { linuxKernel } from '../../../native-bridge/kernel.ts';
import { allocateMemory } from '../../../native-bridge/memory/allocate.ts';
import type { VfioDevice } from '../../../native-bridge/vfio/device.ts';
import { Type1Backend } from '../../../native-bridge/vfio/type1-backend.ts';

export type EduInput = { bdf: string; iommuGroup: number };

export type EduAnswer = {
  /** The identification register, hex. */
  id: string;
  /** The device read our memory and gave the same bytes back elsewhere. */
  roundTrip: boolean;
  /** What stands in our memory after a copy to an address that is not mapped any more. */
  afterUnmap: 'untouched' | 'overwritten';
  /**
   * What the device reads where memory was mapped read-only before anything was written to it, and the process wrote to
   * it afterwards.
   */
  readOnlyUntouched: 'written bytes' | 'zeros' | 'something else' | 'refused';
};

const BAR0 = 0;
const CONFIG_SPACE = 7;
const ID = 0x00;
const DMA_SOURCE = 0x80;
const DMA_DESTINATION = 0x88;
const DMA_COUNT = 0x90;
const DMA_COMMAND = 0x98;
const START = 1;
const TO_MEMORY = 2;
const DEVICE_BUFFER = 0x40000;

const PAGE = 4096;
/** Half of the device's buffer: older QEMU takes a copy that ends with the buffer for one that leaves it, and aborts. */
const COPY_BYTES = 2048;
// Below 256 MiB: the device cuts off what is above 28 bits.
const FIRST = 0x100000n;
const SECOND = 0x200000n;
const THIRD = 0x300000n;
const READ_WRITE = { read: true, write: true };

export default async function edu({ bdf, iommuGroup }: EduInput): Promise<EduAnswer> {
  const kernel = linuxKernel();
  using space = new Type1Backend(kernel);
  using device = await space.attach({ bdf, iommuGroup, cdevPath: null });
  enableBusMaster(device);
  using memory = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: 2 * PAGE });
  const pattern = Buffer.from(Array.from({ length: COPY_BYTES }, (_, n) => (n * 7 + 13) % 251));
  memory.write(0, pattern);
  space.map({ iova: FIRST, address: memory.addressAt(0), sizeBytes: PAGE, rights: READ_WRITE });
  space.map({ iova: SECOND, address: memory.addressAt(PAGE), sizeBytes: PAGE, rights: READ_WRITE });

  await copy(device, FIRST, BigInt(DEVICE_BUFFER), START);
  await copy(device, BigInt(DEVICE_BUFFER), SECOND, START | TO_MEMORY);
  const roundTrip = memory.read(PAGE, COPY_BYTES).equals(pattern);

  memory.write(PAGE, Buffer.alloc(PAGE, 0xaa));
  space.unmap(SECOND, PAGE);
  await copy(device, BigInt(DEVICE_BUFFER), SECOND, START | TO_MEMORY);
  const afterUnmap = memory.read(PAGE, COPY_BYTES).every(byte => byte === 0xaa) ? 'untouched' : 'overwritten';

  // A fresh mapping for the answer, since the old one is gone.
  space.map({ iova: SECOND, address: memory.addressAt(PAGE), sizeBytes: PAGE, rights: READ_WRITE });
  const readOnlyUntouched = await readOnly();
  return { id: readRegister(device, ID).toString(16), roundTrip, afterUnmap, readOnlyUntouched };

  /** As QEMU does with a BIOS: mapped read-only for the device first, filled by the process later. */
  async function readOnly(): Promise<EduAnswer['readOnlyUntouched']> {
    using late = allocateMemory(kernel, { backing: { kind: 'anonymous' }, sizeBytes: PAGE });
    try {
      space.map({ iova: THIRD, address: late.addressAt(0), sizeBytes: PAGE, rights: { read: true, write: false } });
    } catch {
      return 'refused';
    }
    late.write(0, pattern);
    await copy(device, THIRD, BigInt(DEVICE_BUFFER), START);
    await copy(device, BigInt(DEVICE_BUFFER), SECOND, START | TO_MEMORY);
    const seen = memory.read(PAGE, COPY_BYTES);
    space.unmap(THIRD, PAGE);
    if (seen.equals(pattern)) return 'written bytes';
    return seen.every(byte => byte === 0) ? 'zeros' : 'something else';
  }
}

/** VFIO switches it off when a function is opened. Source: PCI Local Bus Specification, command register bits 1 and 2. */
function enableBusMaster(device: VfioDevice): void {
  const region = device.region(CONFIG_SPACE);
  const command = device.readRegion(region, 4, 2).readUInt16LE(0);
  const enabled = Buffer.alloc(2);
  enabled.writeUInt16LE(command | 0x6);
  device.writeRegion(region, 4, enabled);
}

async function copy(device: VfioDevice, from: bigint, to: bigint, command: number): Promise<void> {
  writeRegister(device, DMA_SOURCE, Number(from));
  writeRegister(device, DMA_DESTINATION, Number(to));
  writeRegister(device, DMA_COUNT, COPY_BYTES);
  writeRegister(device, DMA_COMMAND, command);
  const limit = performance.now() + 20_000;
  // The device takes about 100 ms, and clears the bit when it is done, whether the copy reached memory or not.
  while ((readRegister(device, DMA_COMMAND) & START) !== 0) {
    if (performance.now() > limit) throw new Error('edu did not finish its copy');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

function readRegister(device: VfioDevice, offset: number): number {
  return device.readRegion(device.region(BAR0), offset, 4).readUInt32LE(0);
}

function writeRegister(device: VfioDevice, offset: number, value: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  device.writeRegion(device.region(BAR0), offset, bytes);
}
