/** Texts about what a probe found. */

import { formatBytes, formatLimit } from '../../memory/format-bytes.ts';
import type { Bdf } from '../../pci/bdf.ts';
import { explainRefusal, type Refusal } from '../../probe/refusal.ts';
import type { DmaInterface } from '../../probe/region-case.ts';
import type { Catalogue } from '../catalogue-entry.ts';

export type ProbeFacts = {
  'probe/no-interface': { bdf: Bdf; wanted: DmaInterface };
  'probe/refused': { bdf: Bdf; refusal: Refusal };
  'probe/not-viable': { bdf: Bdf; group: number };
  'probe/ended': { bdf: Bdf; how: string };
  'probe/memlock-exceeded': {
    by: DmaInterface;
    pid: number | null;
    wantedBytes: number;
    mappedBytes: number;
    limitBytes: number | null;
    neededBytes: number;
    user: string | null;
  };
  'probe/counted-as-predicted': { counter: string; bytes: number };
  'probe/counted-otherwise': { counter: string; predictedBytes: number; countedBytes: number };
  'probe/left-behind': { counter: string; bytes: number };
};

const answered = ({ call, errno, object }: Refusal) => ({
  source: object ? `${call} (${object})` : call,
  observed: errno,
});

export const probeCatalogue: Catalogue<ProbeFacts> = {
  'probe/no-interface': {
    severity: 'blocker',
    title: f => (f.wanted === 'iommufd' ? 'This host has no iommufd' : 'This host has no VFIO container'),
    explain: f =>
      f.wanted === 'iommufd'
        ? `/dev/iommu, or the node of ${f.bdf} below /dev/vfio/devices, is not there. Debian's kernels are built without it.`
        : '/dev/vfio/vfio is not there: the VFIO modules are not loaded, or the kernel has only iommufd.',
    evidence: f => [{ source: f.wanted === 'iommufd' ? '/dev/iommu' : '/dev/vfio/vfio', observed: 'not there' }],
    remedies: f =>
      f.wanted === 'iommufd'
        ? [{ kind: 'advice', text: 'Probe through the VFIO container instead: --by vfio-type1.' }]
        : [
            {
              kind: 'command',
              command: 'modprobe vfio-pci vfio_iommu_type1',
              needsRoot: true,
              effect: 'loads VFIO until the next start',
            },
          ],
  },
  'probe/refused': {
    severity: 'blocker',
    title: f => `The kernel refused ${f.refusal.call} with ${f.refusal.errno}`,
    explain: f => explainRefusal(f.refusal).meaning,
    evidence: f => [answered(f.refusal)],
    remedies: f => explainRefusal(f.refusal).remedies,
  },
  'probe/not-viable': {
    severity: 'blocker',
    title: f => `IOMMU group ${f.group} is not viable`,
    explain: f =>
      `A member of the group of ${f.bdf} is under a host driver, so VFIO does not give the group out. QEMU would stop with "group ${f.group} is not viable".`,
    evidence: f => [
      { source: `VFIO_GROUP_GET_STATUS (/dev/vfio/${f.group})`, observed: 'without VFIO_GROUP_FLAGS_VIABLE' },
    ],
    remedies: f => [
      {
        kind: 'command',
        command: `ls -l /sys/kernel/iommu_groups/${f.group}/devices/*/driver`,
        needsRoot: false,
        effect: 'shows who drives what in it',
      },
    ],
  },
  'probe/ended': {
    severity: 'blocker',
    title: () => 'The probe ended before it was done',
    explain: f =>
      `The process that talks to the kernel for ${f.bdf} is gone: ${f.how} With it, everything that it held was released.`,
    evidence: f => [{ source: 'the bridge process', observed: f.how }],
    remedies: () => [
      {
        kind: 'advice',
        text: 'Try again. If it ends the same way, look into the kernel log for "Out of memory" or a fault.',
      },
    ],
  },
  'probe/memlock-exceeded': {
    severity: 'blocker',
    title: f => `Only ${formatBytes(f.mappedBytes)} of ${formatBytes(f.wantedBytes)} could be pinned`,
    explain: f =>
      `${f.by === 'iommufd' ? 'iommufd counts what all programs of this user have pinned' : 'The VFIO container counts what this process has locked'} against RLIMIT_MEMLOCK, which allows ${formatLimit(f.limitBytes)}. ${
        f.by === 'iommufd'
          ? 'The kernel writes nothing about it into its log.'
          : `The kernel log says "vfio_pin_pages_remote: RLIMIT_MEMLOCK (${f.limitBytes ?? 'unlimited'}) exceeded".`
      }`,
    evidence: f => [
      { source: `/proc/${f.pid ?? 'self'}/limits`, observed: `Max locked memory: ${formatLimit(f.limitBytes)}` },
      {
        source: f.by === 'iommufd' ? 'IOMMU_IOAS_MAP' : 'VFIO_IOMMU_MAP_DMA',
        observed: `ENOMEM after ${formatBytes(f.mappedBytes)}`,
      },
    ],
    remedies: f => [{ kind: 'raise-memlock', toBytes: f.neededBytes, user: f.user }],
  },
  'probe/counted-as-predicted': {
    severity: 'ok',
    title: f => `The kernel counts ${formatBytes(f.bytes)}, as predicted`,
    explain: f => `${f.counter} grew by exactly the memory that was mapped.`,
    evidence: f => [{ source: `/proc/self/status, ${f.counter}`, observed: `+${f.bytes} bytes` }],
    remedies: () => [],
  },
  'probe/counted-otherwise': {
    severity: 'warning',
    title: f =>
      `The kernel counts ${formatBytes(f.countedBytes)}, where ${formatBytes(f.predictedBytes)} were predicted`,
    explain: f =>
      `${f.counter} grew by another amount than was mapped, so the limit that Bindery asks for may be wrong on this kernel.`,
    evidence: f => [
      {
        source: `/proc/self/status, ${f.counter}`,
        observed: `+${f.countedBytes} bytes; predicted +${f.predictedBytes} bytes`,
      },
    ],
    remedies: () => [
      { kind: 'advice', text: 'Please report it, with your kernel version and a snapshot of this host.' },
      { kind: 'bindery', words: 'snapshot', needsRoot: false, effect: 'prints the snapshot, without names' },
    ],
  },
  'probe/left-behind': {
    severity: 'warning',
    title: f => `${formatBytes(f.bytes)} stayed counted after everything was unmapped`,
    explain: f =>
      `${f.counter} did not come back to where it was. The account ends with the process, so nothing is lost, but this kernel leaks.`,
    evidence: f => [{ source: `/proc/self/status, ${f.counter}`, observed: `${f.bytes} bytes more than before` }],
    remedies: () => [{ kind: 'advice', text: 'A newer kernel may have mended it.' }],
  },
};
