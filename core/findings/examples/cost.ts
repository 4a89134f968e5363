import type { Bdf } from '../../pci/bdf.ts';
import type { CostFacts } from '../catalogue/cost.ts';
import type { Examples } from './examples.ts';

const drive = { bdf: '0000:02:00.0' as Bdf, name: 'Example NVMe SSD', driver: 'nvme' };
const nic = { bdf: '0000:b0:00.0' as Bdf, name: 'Example Ethernet', driver: 'i40e' };

export const costExamples: Examples<CostFacts> = {
  facts: {
    'cost/host-loses-disk': {
      fn: drive,
      losses: [
        { kind: 'file-system', what: '/', chain: ['/', 'dm-1 (vg-root)', 'dm-0 (crypt)', 'nvme0n1p3', 'nvme0n1'] },
        { kind: 'file-system', what: '/boot/efi', chain: ['/boot/efi', 'nvme0n1p1', 'nvme0n1'] },
        { kind: 'swap', what: '/dev/dm-2', chain: ['swap /dev/dm-2', 'dm-2 (vg-swap)', 'nvme0n1p4', 'nvme0n1'] },
      ],
    },
    'cost/disk-in-use': {
      fn: drive,
      losses: [
        { kind: 'file-system', what: '/mnt/my games', chain: ['/mnt/my games', 'nvme0n1p1', 'nvme0n1'] },
        { kind: 'swap', what: '/dev/nvme0n1p2', chain: ['swap /dev/nvme0n1p2', 'nvme0n1p2', 'nvme0n1'] },
      ],
    },
    'cost/array-degraded': {
      fn: drive,
      arrays: [{ array: 'md127', raidLevel: 'raid1', points: ['/home'], chain: ['md127', 'nvme0n1p3', 'nvme0n1'] }],
    },
    'cost/array-idle-member': {
      fn: drive,
      arrays: [{ array: 'md127', chain: ['md127', 'nvme0n1p3', 'nvme0n1'] }],
    },
    'cost/array-unmeasured': {
      fn: drive,
      arrays: [{ array: 'tank', raidLevel: null, points: [], chain: ['tank (ZFS pool)', 'nvme0n1p1', 'nvme0n1'] }],
    },
    'cost/unused-disk': {
      fn: drive,
      disks: [
        {
          device: 'nvme0n1',
          sizeBytes: 2 ** 40,
          contents: [
            { device: 'nvme0n1p1', type: null, label: null },
            { device: 'nvme0n1p2', type: 'ntfs', label: 'Games' },
          ],
        },
      ],
    },
    'cost/host-loses-network': { fn: nic, routes: [{ interface: 'br0', chain: ['br0', 'bond0', 'ens5f0'] }] },
    'cost/ssh-session': { fn: nic, sessions: [{ interface: 'br0', isOurs: true, chain: ['br0', 'ens5f0'] }] },
    'cost/network-in-use': { fn: nic, uses: [{ interface: 'bond0', chain: ['br0', 'bond0', 'ens5f0'] }] },
    'cost/free': { fns: [drive] },
    'cost/unmeasured': {
      fns: [drive],
      gaps: [{ unknown: 'denied', source: '/proc/self/mountinfo', detail: 'EACCES' }],
    },
  },
  withoutRemedy: { 'cost/unused-disk': 'often what is meant' },
};
