/**
 * The device nodes that a virtual machine needs: KVM, VFIO containers, groups and devices, and iommufd.
 * Source: Linux Documentation/driver-api/vfio.rst; drivers/vfio/group.c, vfio_main.c; drivers/iommu/iommufd/main.c.
 */
import { isKnown } from '../../core/host/measured.ts';
import type { DeviceNode, HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import { pending } from './pending.ts';
import type { UnreadableFiles } from './unreadable.ts';

type Wanted = Pick<DeviceNode, 'path' | 'kind'>;

const FIXED: readonly Wanted[] = [
  { path: '/dev/kvm', kind: 'kvm' },
  { path: '/dev/iommu', kind: 'iommufd' },
  { path: '/dev/vfio/vfio', kind: 'vfio-container' },
];

/** `noiommu-N` is a group without an IOMMU behind it. */
const GROUP = { folder: '/dev/vfio', name: /^(noiommu-)?\d+$/, kind: 'vfio-group' } as const;
const DEVICE = { folder: '/dev/vfio/devices', name: /^(noiommu-)?vfio\d+$/, kind: 'vfio-device' } as const;

export function readNodes(
  files: HostFiles,
  unreadable: UnreadableFiles,
): Pick<HostSnapshot, 'deviceNodes' | 'missingNodes'> {
  const deviceNodes: DeviceNode[] = [];
  const missingNodes: HostSnapshot['missingNodes'] = [];
  for (const wanted of [...FIXED, ...listNodes(files, GROUP, unreadable), ...listNodes(files, DEVICE, unreadable)]) {
    const status = measure(wanted.path, () => files.status(wanted.path));
    if (!isKnown(status)) {
      missingNodes.push({ path: wanted.path, reason: status.unknown });
    } else if (status.kind !== 'character') {
      missingNodes.push({ path: wanted.path, reason: `not a device node, but of kind "${status.kind}"` });
    } else {
      const mayOpen = measure(wanted.path, () => files.mayOpen(wanted.path));
      deviceNodes.push({ ...wanted, mode: status.mode, uid: status.uid, gid: status.gid, acl: pending, mayOpen });
    }
  }
  return { deviceNodes, missingNodes };
}

/** Without the folder no function is bound to a VFIO driver: that is an answer, not a failure. */
function listNodes(
  files: HostFiles,
  { folder, name, kind }: typeof GROUP | typeof DEVICE,
  unreadable: UnreadableFiles,
): Wanted[] {
  const names = measure(folder, () => files.list(folder));
  if (!isKnown(names)) {
    if (!isAbsent(names)) unreadable.addUnknown(names);
    return [];
  }
  return names
    .filter(entry => name.test(entry))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map(entry => ({ path: `${folder}/${entry}`, kind }));
}
