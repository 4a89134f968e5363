/** Every kind of reason has words, short and whole; where something rests on a function, the whole way is told. */
import { describe, expect, it } from 'vitest';
import type { CostReason, HostCost } from '../../core/cost/host-cost.ts';
import type { Unknown } from '../../core/host/measured.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { costState, shortReason } from '../format/cost-words.ts';
import { costLine } from './cost-line.ts';
import { formatFacts, formatLine } from './fact-text.ts';
import { costFacts } from './function/cost-facts.ts';

const bdf = '0000:02:00.0' as Bdf;
const refuses = { bdf, level: 'refuses' } as const;
const costs = { bdf, level: 'costs' } as const;
const chain = ['/home', 'vg-home', 'nvme0n1p3', 'nvme0n1'];
const holder = { pid: 812, name: 'Xorg', uid: 0, user: 'root', paths: ['/dev/dri/card0', '/dev/nvidia0'] };

const CASES: readonly (readonly [CostReason, short: string, whole: string])[] = [
  [
    { ...refuses, kind: 'file-system', point: '/home', type: 'ext4', device: '/dev/mapper/vg-home', chain },
    '/home is on it',
    'The file system at /home (ext4) is on it: /home ← vg-home ← nvme0n1p3 ← nvme0n1 ← 0000:02:00.0',
  ],
  [
    {
      ...costs,
      kind: 'array-member',
      array: 'md127',
      raidLevel: 'raid1',
      points: ['/srv'],
      chain: ['md127', 'nvme0n1'],
    },
    'md127 would be degraded',
    'The array md127 (raid1), which carries /srv, goes on without it, degraded: md127 ← nvme0n1 ← 0000:02:00.0',
  ],
  [
    { ...costs, kind: 'array-member', array: 'tank', raidLevel: null, points: [], chain: [] },
    'tank would be degraded',
    'Part of the pool tank, which carries nothing that is in use; whether it goes on without could not be measured',
  ],
  [
    { ...costs, kind: 'idle-member', array: 'md127', chain: ['md127', 'sda'] },
    'md127 would lose a spare or failed member',
    'A member of the array md127 that carries no data now (a spare, failed or being rebuilt): md127 ← sda ← 0000:02:00.0',
  ],
  [
    { ...costs, kind: 'swap', path: '/dev/dm-1', usedBytes: 2 ** 20, chain: [] },
    'swap /dev/dm-1 is on it',
    'Swap /dev/dm-1, 1 MiB of it in use, is on it',
  ],
  [
    {
      ...costs,
      kind: 'unused-disk',
      device: 'nvme1n1',
      sizeBytes: 2 ** 40,
      contents: [{ device: 'nvme1n1p3', type: 'ntfs', label: 'Windows' }],
    },
    'nvme1n1 is not empty',
    'The disk nvme1n1 (1 TiB) is not in use, but not empty: ntfs "Windows" on nvme1n1p3',
  ],
  [
    { ...refuses, kind: 'default-route', interface: 'br0', chain: ['br0', 'eno1'] },
    'the way to the network (br0)',
    'The way to the network goes through br0: br0 ← eno1 ← 0000:02:00.0',
  ],
  [
    { ...refuses, kind: 'ssh-session', interface: 'eno1', isOurs: true, chain: [] },
    'your SSH session comes in here',
    'The SSH session that Bindery runs in comes in through eno1',
  ],
  [
    { ...costs, kind: 'network-in-use', interface: 'eno2', chain: [] },
    'eno2 is in use',
    'The interface eno2 is in use',
  ],
  [
    { ...refuses, kind: 'active-display', card: 'card0', connectors: ['DP-1', 'HDMI-A-1'] },
    'a screen on DP-1 and HDMI-A-1',
    'A screen shows a picture of it (DP-1 and HDMI-A-1)',
  ],
  [{ ...refuses, kind: 'last-display' }, 'the only picture', 'No other function can show a picture'],
  [{ ...refuses, kind: 'last-keyboard', devices: ['K8'] }, 'the only keyboard', 'No other keyboard is left: K8'],
  [{ ...costs, kind: 'last-pointer', devices: ['M1'] }, 'the only mouse', 'No other mouse is left: M1'],
  [{ ...costs, kind: 'input', devices: ['Pad'] }, 'Pad on it', 'Input devices go with it: Pad'],
  [{ ...costs, kind: 'usb-devices', devices: ['A', 'B'] }, '2 USB devices on it', 'USB devices go with it: A and B'],
  [{ ...costs, kind: 'sound', card: 'HDA Intel' }, 'sound of HDA Intel', 'Sound of HDA Intel goes with it'],
  [
    { ...refuses, kind: 'held', holders: [holder] },
    'held by Xorg',
    'A program has it open: Xorg (812); the driver would wait for ever to let go of it',
  ],
  [
    { ...refuses, kind: 'held', holders: [{ ...holder, name: 'qemu', paths: ['/dev/vfio/46'] }] },
    'a virtual machine has it',
    'A virtual machine has it: qemu (812)',
  ],
  [{ ...costs, kind: 'held', holders: [holder] }, 'held by Xorg', 'A program has it open: Xorg (812)'],
];

describe('a reason', () => {
  it.each(CASES)('$0.kind', (reason, short, whole) => {
    expect(shortReason({ level: reason.level, reasons: [reason], gaps: [] })).toBe(short);
    expect(formatLine(costLine(reason))).toBe(whole);
  });
});

describe('a verdict', () => {
  const gap: Unknown = { unknown: 'denied', source: '/proc/1/fd', detail: 'EACCES' };
  const free: HostCost = { level: 'free', reasons: [], gaps: [] };

  it('is free only where everything was seen', () => {
    expect(costState(free)).toBe('free');
    expect(costState({ ...free, gaps: [gap] })).toBe('unmeasured');
    expect(shortReason(free)).toBeNull();
  });

  it('names what was not seen beside what was', () => {
    const held = CASES.at(-1)?.[0];
    const text = formatFacts('', [costFacts({ level: 'costs', reasons: held ? [held] : [], gaps: [gap] })]);
    expect(text).toContain('Verdict: Costs: the host goes on without it');
    expect(text).toContain('Not seen: could not measure: /proc/1/fd not readable by this user (EACCES)');
    expect(text).toContain('Program Xorg; Process 812; User root; Files /dev/dri/card0, /dev/nvidia0');
  });
});
