/** Keyboards and pointers, and the functions that they hang on. */
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { InputDevice } from '../../core/host/schema/seat.ts';
import { type ListedInput, parseInputDevices } from '../../core/input/input-devices.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { functionOfDevicePath } from '../../core/pci/device-path.ts';
import { listClass } from './class-devices.ts';
import type { HostFiles } from './host-files.ts';
import { derive, measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

const DEVICES = '/proc/bus/input/devices';
const BLUETOOTH = '/sys/class/bluetooth';

export function readInputs(files: HostFiles, unreadable: UnreadableFiles): Measured<InputDevice[]> {
  const listed = measure(DEVICES, () => parseInputDevices(files.readText(DEVICES)));
  const needsAdapter = isKnown(listed) && listed.some(isBluetoothOfUserSpace);
  const adapter = needsAdapter ? readBluetoothAdapter(files, unreadable) : null;
  return derive(DEVICES, listed, devices =>
    devices.map(device => {
      const { name, sysfsPath, isKeyboard, isPointer } = device;
      const overBluetooth = isBluetoothOfUserSpace(device);
      return {
        name,
        function: overBluetooth ? adapter : functionOfDevicePath(sysfsPath),
        isKeyboard,
        isPointer,
        isVirtual: sysfsPath.startsWith('/devices/virtual/') && !overBluetooth,
      };
    }),
  );
}

/**
 * BlueZ makes the device of a Bluetooth keyboard from user space, so that its path does not show the adapter.
 * Source: Linux Documentation/hid/uhid.rst.
 */
const isBluetoothOfUserSpace = ({ isBluetooth, sysfsPath }: ListedInput) =>
  isBluetooth && sysfsPath.startsWith('/devices/virtual/misc/uhid/');

/** null: the host has several adapters, or none that hangs on PCI. */
function readBluetoothAdapter(files: HostFiles, unreadable: UnreadableFiles): Bdf | null {
  const adapters = listClass(files, BLUETOOTH, /^hci\d+$/, unreadable);
  if (!isKnown(adapters)) {
    unreadable.addUnknown(adapters);
    return null;
  }
  const functions = new Set(adapters.map(adapter => adapter.function));
  const [only] = functions;
  return functions.size === 1 ? (only ?? null) : null;
}
