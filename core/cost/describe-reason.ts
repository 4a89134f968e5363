/** A reason as the end of a sentence: "the host loses ...". Whoever has the room shows the chain as well. */
import { enumerate } from '../findings/function-label.ts';
import type { CostReason } from './host-cost.ts';

export function describeReason(reason: CostReason): string {
  switch (reason.kind) {
    case 'file-system':
      return `${reason.point} (${formatChain(reason.chain.slice(1))})`;
    case 'swap':
      return `its swap ${reason.path} (${formatChain(reason.chain.slice(1))})`;
    case 'array-member':
      return `a member of ${reason.array} (${formatChain(reason.chain.slice(1))})`;
    case 'idle-member':
      return `a spare or failed member of ${reason.array} (${formatChain(reason.chain.slice(1))})`;
    case 'unused-disk':
      return `the unused disk ${reason.device}`;
    case 'default-route':
      return `its way to the network over ${formatWay(reason.chain)}`;
    case 'ssh-session':
      return `${reason.isOurs ? 'your' : 'an'} SSH session over ${formatWay(reason.chain)}`;
    case 'network-in-use':
      return `the network interface ${reason.chain.at(-1) ?? reason.interface}`;
    case 'active-display':
      return `the picture on ${enumerate(reason.connectors)}`;
    case 'last-display':
      return 'its last display';
    case 'last-keyboard':
      return `its last ${reason.left ? 'certain keyboard' : 'keyboard'}, ${enumerate(reason.devices)}`;
    case 'last-pointer':
      return `its last pointer, ${enumerate(reason.devices)}`;
    case 'input':
    case 'usb-devices':
      return enumerate(reason.devices);
    case 'sound':
      return `the sound card ${reason.card}`;
    case 'held':
      return `what ${enumerate(reason.holders.map(holder => holder.name))} ${reason.holders.length === 1 ? 'has' : 'have'} open`;
  }
}

/** From the top down: `/ on dm-1 (vg-root) on nvme0n1p3 on nvme0n1`. */
export function formatChain(chain: readonly string[]): string {
  return chain.join(' on ');
}

/** `br0 over bond0 over ens5f0`. */
export function formatWay(chain: readonly string[]): string {
  return chain.join(' over ');
}
