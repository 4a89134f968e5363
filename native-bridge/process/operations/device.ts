/** Operations on a function that is attached. */
import { isErrno } from '../../syscall-error.ts';
import { VfioDevice } from '../../vfio/device.ts';
import type { DeviceInfo, IrqInfo } from '../../vfio/device-info.ts';
import type { HotResetInfo } from '../../vfio/hot-reset-info.ts';
import type { RegionArea, RegionInfo } from '../../vfio/region-info.ts';
import type { Handlers } from '../context.ts';
import type { Handle } from '../handles.ts';
import { type MemoryHandle, timed } from './memory.ts';

export type DeviceHandle = Handle<'device'>;

export type DeviceInspection = {
  bdf: string;
  info: DeviceInfo;
  regions: RegionInfo[];
  irqs: IrqInfo[];
  /** What a hot reset would take along. null: neither its slot nor its bus can be reset. */
  hotReset: HotResetInfo | null;
};

type InRegion = { device: DeviceHandle; region: number; offsetBytes: number };

export type DeviceOperations = {
  /** Reads only: resets nothing. */
  'device.inspect': { request: { device: DeviceHandle }; answer: DeviceInspection; progress: never };
  /** At most 16 MiB; fewer bytes at the region's end. Reading a register can have an effect on the device. */
  'device.read': { request: InRegion & { sizeBytes: number }; answer: Uint8Array; progress: never };
  /** The answer is how many bytes the device took. */
  'device.write': { request: InRegion & { bytes: Uint8Array }; answer: number; progress: never };
  /**
   * One of a region's mappable areas as memory: to read it, or to map it for another function, which iommufd of Linux
   * 6.12 refuses with EFAULT.
   */
  'device.map-region': {
    request: { device: DeviceHandle; region: number; area: RegionArea };
    answer: { memory: MemoryHandle };
    progress: never;
  };
  /** The function's own reset. Ask the user first. */
  'device.reset': { request: { device: DeviceHandle }; answer: { elapsedMs: number }; progress: never };
  'device.close': { request: { device: DeviceHandle }; answer: null; progress: never };
};

const MOST_BYTES_A_MESSAGE = 16 << 20;

export const deviceOperations: Handlers<DeviceOperations> = {
  'device.inspect': ({ device }, { handles }) => {
    const opened = handles.get(device, VfioDevice);
    return {
      bdf: opened.bdf,
      info: opened.info(),
      regions: opened.regions(),
      irqs: opened.irqs(),
      hotReset: hotReset(opened),
    };
  },
  'device.read': ({ device, region, offsetBytes, sizeBytes }, { handles }) => {
    if (sizeBytes > MOST_BYTES_A_MESSAGE) throw new RangeError(`${sizeBytes} bytes are too many for one message`);
    const opened = handles.get(device, VfioDevice);
    return opened.readRegion(opened.region(region), offsetBytes, sizeBytes);
  },
  'device.write': ({ device, region, offsetBytes, bytes }, { handles }) => {
    const opened = handles.get(device, VfioDevice);
    return opened.writeRegion(opened.region(region), offsetBytes, bytes);
  },
  'device.map-region': ({ device, region, area }, { handles }) => {
    const opened = handles.get(device, VfioDevice);
    return { memory: handles.add<'memory'>(opened.mapRegion(opened.region(region), area)) };
  },
  'device.reset': async ({ device }, { handles }) => await timed(() => handles.get(device, VfioDevice).reset()),
  'device.close': ({ device }, { handles }) => {
    handles.take(device, VfioDevice)[Symbol.dispose]();
    return null;
  },
};

function hotReset(device: VfioDevice): HotResetInfo | null {
  try {
    return device.hotResetInfo();
  } catch (error) {
    if (isErrno(error, 'ENODEV')) return null;
    throw error;
  }
}
