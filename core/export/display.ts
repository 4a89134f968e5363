/**
 * The emulated display beside (or in place of) an assigned GPU. Remote ones listen on a socket in the machine's own
 * folder: a TCP port would be open to every user of the host.
 */
import type { MachineSpec } from '../machine/machine-spec.ts';
import { option, type QemuOption } from './qemu-option.ts';
import type { RootPorts } from './root-ports.ts';

export function planDisplay(display: MachineSpec['display'], folder: string, ports: RootPorts): QemuOption[] {
  if (display === 'none') {
    return [option('-display', 'none', {}, 'No emulated display: the picture comes from the assigned GPU.')];
  }
  const screen = {
    gtk: option('-display', 'gtk', {}, 'A window on the desktop of the host.'),
    spice: option(
      '-spice',
      null,
      { unix: 'on', addr: `${folder}/spice.sock`, 'disable-ticketing': 'on' },
      `Connect with: remote-viewer spice+unix://${folder}/spice.sock`,
    ),
    vnc: option('-vnc', `unix:${folder}/vnc.sock`, {}, `Connect with: vncviewer ${folder}/vnc.sock`),
  }[display];
  return [
    screen,
    option('-device', 'virtio-vga', { bus: 'pcie.0', addr: '0x1' }, 'Emulated graphics for that display.'),
    option('-device', 'qemu-xhci', { id: 'usb', bus: ports.add('USB') }, 'USB controller for keyboard and pointer.'),
    option('-device', 'usb-kbd', { bus: 'usb.0' }, 'Keyboard.'),
    option('-device', 'usb-tablet', { bus: 'usb.0' }, 'Pointer that needs no grabbing.'),
  ];
}
