/** Network of the guest. Source: QEMU qapi/net.json. */
import type { Network } from '../machine/machine-spec.ts';
import { option, type QemuOption } from './qemu-option.ts';
import type { RootPorts } from './root-ports.ts';
import { checksum } from './state-folder.ts';

/** @param machine the name: each machine has an address of its own, or two on one bridge would share QEMU's default. */
export function planNetwork(network: Network, machine: string, ports: RootPorts): QemuOption[] {
  if (network.kind === 'none') return [];
  const back =
    network.kind === 'user'
      ? option(
          '-netdev',
          'user',
          { id: 'net0' },
          'Network through the host, without privilege: the guest gets out, nobody gets in.',
        )
      : option(
          '-netdev',
          'bridge',
          { id: 'net0', br: network.bridge },
          `The guest is a neighbour of the host on bridge ${network.bridge}.`,
        );
  return [
    back,
    option(
      '-device',
      'virtio-net-pci',
      { netdev: 'net0', mac: macAddress(machine), bus: ports.add('the network card') },
      'Network card.',
    ),
  ];
}

/** In QEMU's own range; the last three bytes come from the name. */
function macAddress(machine: string): string {
  return ['52', '54', '00', ...(checksum(machine).slice(2).match(/../g) ?? [])].join(':');
}
