/** Whether a function can be probed now, and how it is reached: VFIO must hold it, and its group must be free. */
import { checkSelection } from '../findings/check-selection.ts';
import { severityOf } from '../findings/describe.ts';
import type { Finding } from '../findings/finding.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import type { DmaInterface } from './region-case.ts';

/** A function as VFIO takes it. */
export type ProbeTarget = {
  bdf: Bdf;
  iommuGroup: number;
  /** `/dev/vfio/devices/vfioN`; null: the kernel has no such node for it. */
  cdevPath: string | null;
};

export type TargetChoice =
  | { kind: 'ready'; target: ProbeTarget; by: DmaInterface }
  /** What stands in the way; never empty. */
  | { kind: 'not-ready'; findings: Finding[] };

/** @param wanted null: what QEMU would use for the exported line, the container where there is one. */
export function chooseTarget(host: HostSnapshot, bdf: Bdf, wanted: DmaInterface | null): TargetChoice {
  const inTheWay = checkSelection(host, [bdf]).filter(
    finding =>
      severityOf(finding) === 'blocker' ||
      finding.code === 'vfio/not-bound' ||
      finding.code === 'vfio/driver-unmeasured',
  );
  const fn = knownOr(host.functions, []).find(candidate => candidate.bdf === bdf);
  const iommuGroup = fn && isKnown(fn.iommuGroup) ? fn.iommuGroup : null;
  if (inTheWay.length > 0 || !fn || iommuGroup === null) {
    return { kind: 'not-ready', findings: inTheWay.length > 0 ? inTheWay : [{ code: 'selection/not-found', bdf }] };
  }
  const nodes = knownOr(host.deviceNodes, []);
  const cdevPath = knownOr(fn.vfioNode, null);
  const hasContainer = nodes.some(node => node.kind === 'vfio-container');
  const hasIommufd = nodes.some(node => node.kind === 'iommufd') && cdevPath !== null;
  const by = wanted ?? (hasContainer ? 'vfio-type1' : 'iommufd');
  if (!(by === 'iommufd' ? hasIommufd : hasContainer))
    return { kind: 'not-ready', findings: [{ code: 'probe/no-interface', bdf, wanted: by }] };
  return { kind: 'ready', target: { bdf, iommuGroup, cdevPath }, by };
}
