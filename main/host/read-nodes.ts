/**
 * The device nodes that a virtual machine needs or may use: KVM, VFIO's and iommufd's, network and shared buffers.
 * Source: Linux Documentation/driver-api/vfio.rst; drivers/vfio/group.c, vfio_main.c; drivers/iommu/iommufd/main.c.
 */
import { parseGetfacl } from '../../core/access/getfacl.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { DeviceNode, HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import { measureAnswer } from './measure-answer.ts';
import type { UnreadableFiles } from './unreadable.ts';

type Wanted = Pick<DeviceNode, 'path' | 'kind'>;

const FIXED: readonly Wanted[] = [
  { path: '/dev/kvm', kind: 'kvm' },
  { path: '/dev/iommu', kind: 'iommufd' },
  { path: '/dev/vfio/vfio', kind: 'vfio-container' },
  { path: '/dev/vhost-net', kind: 'vhost-net' },
  { path: '/dev/net/tun', kind: 'tun' },
  { path: '/dev/udmabuf', kind: 'udmabuf' },
];

const GETFACL = '/usr/bin/getfacl';
const GETFACL_OPTIONS = ['--absolute-names', '--numeric', '--'];
/** A list of some entries; a host with a node for each of many groups has a long answer. */
const ACL_BYTES = 1024;

/** `noiommu-N` is a group without an IOMMU behind it. */
const GROUP = { folder: '/dev/vfio', name: /^(noiommu-)?\d+$/, kind: 'vfio-group' } as const;
const DEVICE = { folder: '/dev/vfio/devices', name: /^(noiommu-)?vfio\d+$/, kind: 'vfio-device' } as const;

export async function readNodes(
  files: HostFiles,
  unreadable: UnreadableFiles,
): Promise<Pick<HostSnapshot, 'deviceNodes' | 'missingNodes'>> {
  const found: Omit<DeviceNode, 'acl'>[] = [];
  const missingNodes: HostSnapshot['missingNodes'] = [];
  for (const wanted of [...FIXED, ...listNodes(files, GROUP, unreadable), ...listNodes(files, DEVICE, unreadable)]) {
    const status = measure(wanted.path, () => files.status(wanted.path));
    if (!isKnown(status)) {
      missingNodes.push({ path: wanted.path, reason: status.unknown });
    } else if (status.kind !== 'character') {
      missingNodes.push({ path: wanted.path, reason: `not a device node, but of kind "${status.kind}"` });
    } else {
      const mayOpen = measure(wanted.path, () => files.mayOpen(wanted.path));
      found.push({ ...wanted, mode: status.mode, uid: status.uid, gid: status.gid, mayOpen });
    }
  }
  const lists = await readLists(files, found);
  // Each node says so in fewer words: this one line names every path.
  if (!isKnown(lists) && !isAbsent(lists)) unreadable.addUnknown(lists);
  return { deviceNodes: found.map(node => ({ ...node, acl: listOf(lists, node.path) })), missingNodes };
}

/** The lists of all nodes in one call, because each is a process. Nodes that are gone would make the program fail. */
async function readLists(
  files: HostFiles,
  nodes: readonly { path: string }[],
): Promise<Measured<Map<string, string[]>>> {
  if (nodes.length === 0) return new Map();
  const args = [...GETFACL_OPTIONS, ...nodes.map(node => node.path)];
  const bytes = Math.max(64 * 1024, nodes.length * ACL_BYTES);
  return measureAnswer(files, GETFACL, args, parseGetfacl, { bytes });
}

function listOf(lists: Measured<Map<string, string[]>>, path: string): DeviceNode['acl'] {
  const source = `${GETFACL} ${path}`;
  if (!isKnown(lists)) return { ...lists, source };
  return lists.get(path) ?? { unknown: 'failed', source, detail: 'no answer for this node' };
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
