/**
 * What is plugged into the USB controllers. The kernel answers from descriptors that it has read before, so that no
 * sleeping device is woken. Source: Linux Documentation/ABI/testing/sysfs-bus-usb; drivers/usb/core/sysfs.c.
 */
import { malformed } from '../../core/host/malformed.ts';
import { isKnown } from '../../core/host/measured.ts';
import type { HostSeat, UsbDevice } from '../../core/host/schema/seat.ts';
import { type ClassDevice, followLinks } from './class-devices.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import type { Pace } from './pace.ts';
import type { UnreadableFiles } from './unreadable.ts';

/** A kernel without USB has no folder for it here. */
const BUSES = '/sys/bus';
const DEVICES = '/sys/bus/usb/devices';

/** `1-4.2`: bus 1, port 4, port 2 of the hub there. Root hubs (`usb1`) and interfaces (`1-4:1.0`) are named otherwise. */
const PORT = /^\d+-\d+(\.\d+)*$/;
/** Source: USB class codes. */
const HUB = 0x09;

export async function readUsbDevices(
  files: HostFiles,
  pace: Pace,
  unreadable: UnreadableFiles,
): Promise<HostSeat['usbDevices']> {
  const names = measure(DEVICES, () => files.list(DEVICES));
  if (!isKnown(names)) {
    const buses = measure(BUSES, () => files.list(BUSES));
    return isAbsent(names) && isKnown(buses) && !buses.includes('usb') ? [] : names;
  }
  const devices: UsbDevice[] = [];
  for (const entry of followLinks(files, DEVICES, names, PORT, unreadable)) {
    const device = readDevice(files, entry);
    if ('unknown' in device) unreadable.addUnknown(device);
    else devices.push(device);
    await pace.breathe();
  }
  return devices;
}

function readDevice(files: HostFiles, { name, path, function: bdf }: ClassDevice) {
  const hex = (file: string, pattern: RegExp) =>
    measure(`${path}/${file}`, () => {
      const text = files.readText(`${path}/${file}`).trim();
      return pattern.test(text) ? Number.parseInt(text, 16) : malformed(text);
    });
  const vendorId = hex('idVendor', /^[0-9a-f]{4}$/);
  const productId = hex('idProduct', /^[0-9a-f]{4}$/);
  const deviceClass = hex('bDeviceClass', /^[0-9a-f]{2}$/);
  // A device need not say what it is: then it has no such file.
  const product = measure(`${path}/product`, () => files.readText(`${path}/product`).trim() || null);
  if (!isKnown(vendorId)) return vendorId;
  if (!isKnown(productId)) return productId;
  if (!isKnown(deviceClass)) return deviceClass;
  if (!isKnown(product) && !isAbsent(product)) return product;
  return {
    port: name,
    controller: bdf,
    vendorId,
    productId,
    product: isKnown(product) ? product : null,
    isHub: deviceClass === HUB,
  };
}
