/** One reason why a function costs, in a whole sentence; where something rests on it, with the way down to the function. */
import type { CostReason } from '../../core/cost/host-cost.ts';
import { enumerate } from '../../core/findings/function-label.ts';
import { isVfioFile } from '../../core/holders/held-functions.ts';
import { formatBytes } from '../../core/memory/format-bytes.ts';
import { code, join, type Line } from './fact.ts';

export function costLine(reason: CostReason): Line {
  return [...sentence(reason), ...('chain' in reason && reason.chain.length > 0 ? [': ', ...way(reason)] : [])];
}

/** `/home ← vg-home ← nvme0n1p3 ← nvme0n1 ← 0000:02:00.0`. */
function way(reason: CostReason & { chain: string[] }): Line {
  return join([...reason.chain, reason.bdf].map(code), ' ← ');
}

function sentence(reason: CostReason): Line {
  switch (reason.kind) {
    case 'file-system':
      return ['The file system at ', code(reason.point), ` (${reason.type}) is on it`];
    case 'array-member':
      return reason.raidLevel === null
        ? [
            'Part of the pool ',
            code(reason.array),
            `, which carries ${listed(reason.points)}; whether it goes on without could not be measured`,
          ]
        : [
            'The array ',
            code(reason.array),
            ` (${reason.raidLevel}), which carries ${listed(reason.points)}, goes on without it, degraded`,
          ];
    case 'idle-member':
      return [
        'A member of the array ',
        code(reason.array),
        ' that carries no data now (a spare, failed or being rebuilt)',
      ];
    case 'swap':
      return ['Swap ', code(reason.path), `, ${formatBytes(reason.usedBytes)} of it in use, is on it`];
    case 'unused-disk':
      return [
        'The disk ',
        code(reason.device),
        reason.sizeBytes === null ? '' : ` (${formatBytes(reason.sizeBytes)})`,
        ' is not in use, but not empty',
        reason.contents.length === 0 ? '' : `: ${enumerate(reason.contents.map(formatContent))}`,
      ];
    case 'default-route':
      return ['The way to the network goes through ', code(reason.interface)];
    case 'ssh-session':
      return [
        reason.isOurs ? 'The SSH session that Bindery runs in comes in through ' : 'An SSH session comes in through ',
        code(reason.interface),
      ];
    case 'network-in-use':
      return ['The interface ', code(reason.interface), ' is in use'];
    case 'active-display':
      return [`A screen shows a picture of it (${enumerate(reason.connectors) || reason.card})`];
    case 'last-display':
      return ['No other function can show a picture'];
    case 'last-keyboard':
      return [`No other keyboard is left: ${enumerate(reason.devices)}`];
    case 'last-pointer':
      return [`No other mouse is left: ${enumerate(reason.devices)}`];
    case 'input':
      return [`Input devices go with it: ${enumerate(reason.devices)}`];
    case 'usb-devices':
      return [`USB devices go with it: ${enumerate(reason.devices)}`];
    case 'sound':
      return [`Sound of ${reason.card} goes with it`];
    case 'held':
      return [heldSentence(reason)];
  }
}

const listed = (points: readonly string[]) => (points.length === 0 ? 'nothing that is in use' : enumerate(points));

function formatContent({ device, type, label }: { device: string; type: string | null; label: string | null }): string {
  return `${type ?? 'unknown content'}${label === null ? '' : ` "${label}"`} on ${device}`;
}

/** Source of the two that refuse: core/cost/holder-cost.ts. */
function heldSentence({ holders, level }: Extract<CostReason, { kind: 'held' }>): string {
  const names = enumerate(holders.map(({ name, pid }) => `${name} (${pid})`));
  if (holders.some(({ paths }) => paths.some(isVfioFile))) return `A virtual machine has it: ${names}`;
  const open = `${holders.length === 1 ? 'A program has' : `${holders.length} programs have`} it open: ${names}`;
  return level === 'refuses' ? `${open}; the driver would wait for ever to let go of it` : open;
}
