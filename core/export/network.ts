/** Network of the guest. Source: QEMU qapi/net.json. */
import type { Network } from '../machine/machine-spec.ts';
import { option, type QemuOption } from './qemu-option.ts';
import type { RootPorts } from './root-ports.ts';

export function planNetwork(network: Network, ports: RootPorts): QemuOption[] {
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
    option('-device', 'virtio-net-pci', { netdev: 'net0', bus: ports.add('the network card') }, 'Network card.'),
  ];
}
