/** What a function's leaving costs the host, in as few words as a cell of a table takes. */
import type { CostReason, HostCost } from '../../core/cost/host-cost.ts';
import { enumerate } from '../../core/findings/function-label.ts';
import { isVfioFile } from '../../core/holders/held-functions.ts';

/** `unmeasured`: nothing was found, and not everything could be looked at. */
export type CostState = HostCost['level'] | 'unmeasured';

export const COST_STATES: Record<CostState, string> = {
  free: 'Free',
  costs: 'Costs',
  refuses: 'Refuses',
  unmeasured: 'Could not measure',
};

export function costState({ level, gaps }: HostCost): CostState {
  return level === 'free' && gaps.length > 0 ? 'unmeasured' : level;
}

/** `/ is on it`: the gravest reason. null: there is none. */
export function shortReason({ reasons }: HostCost): string | null {
  const [first] = reasons;
  return first ? shorten(first) : null;
}

function shorten(reason: CostReason): string {
  switch (reason.kind) {
    case 'file-system':
      return `${reason.point} is on it`;
    case 'array-member':
      return `${reason.array} would be degraded`;
    case 'idle-member':
      return `${reason.array} would lose a spare or failed member`;
    case 'swap':
      return `swap ${reason.path} is on it`;
    case 'unused-disk':
      return `${reason.device} is not empty`;
    case 'default-route':
      return `the way to the network (${reason.interface})`;
    case 'ssh-session':
      return reason.isOurs ? 'your SSH session comes in here' : 'an SSH session comes in here';
    case 'network-in-use':
      return `${reason.interface} is in use`;
    case 'active-display':
      return `a screen on ${enumerate(reason.connectors) || reason.card}`;
    case 'last-display':
      return 'the only picture';
    case 'last-keyboard':
      return 'the only keyboard';
    case 'last-pointer':
      return 'the only mouse';
    case 'input':
      return `${one(reason.devices, 'input devices')} on it`;
    case 'usb-devices':
      return `${one(reason.devices, 'USB devices')} on it`;
    case 'sound':
      return `sound of ${reason.card}`;
    case 'held':
      if (reason.holders.some(({ paths }) => paths.some(isVfioFile))) return 'a virtual machine has it';
      return `held by ${one(
        reason.holders.map(holder => holder.name),
        'programs',
      )}`;
  }
}

const one = (names: readonly string[], many: string) =>
  names.length === 1 ? (names[0] ?? '') : `${names.length} ${many}`;
