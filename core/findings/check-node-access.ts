/** Whether this user may open a node that QEMU needs, and if not, which of the ways to open it fits. */
import { groupThatOpens, mayLauncherOpen } from '../access/node-verdict.ts';
import { rulesAboutNode } from '../access/udev-rules.ts';
import type { HostIndex } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { DeviceNode, HostSnapshot, PciFunction } from '../host/snapshot.ts';
import { mayOpenNode, nameNodeOwner } from '../vfio/node-access.ts';
import type { Finding } from './finding.ts';

/** Closed to this session, open to the next: then it is this, whatever the node. */
export function checkWaitingGroup(host: HostSnapshot, node: DeviceNode): Finding[] {
  const group = groupThatOpens(node, host.user);
  if (!group) return [];
  const user = knownOr(host.user.name, null) ?? 'this user';
  return [
    {
      code: 'access/group-needs-login',
      path: node.path,
      mode: node.mode,
      group: group.name ?? `gid ${group.gid}`,
      user,
    },
  ];
}

/** This shell may, but a program of the desktop may not: its groups are older. */
export function checkDesktopAccess(host: HostSnapshot, node: DeviceNode): Finding[] {
  const managers = knownOr(host.user.launchers, []).filter(launcher => launcher.role === 'user-manager');
  return managers
    .filter(manager => mayOpenNode(node, host.user) === true && mayLauncherOpen(node, manager, host.user) === false)
    .map(manager => ({
      code: 'access/desktop-may-not-open',
      path: node.path,
      pid: manager.pid,
      ...nameNodeOwner(node, host.user),
    }));
}

/** The node exists only once a member is bound to a VFIO driver; whoever calls has seen to that. */
export function checkVfioNode(host: HostSnapshot, index: Pick<HostIndex, 'nodes'>, path: string): Finding[] {
  if (!isKnown(host.deviceNodes)) return [];
  const node = index.nodes.get(path);
  if (!node) return [{ code: 'vfio/group-node-unmeasured', gap: { unknown: 'absent', source: path, detail: '' } }];
  const allowed = mayOpenNode(node, host.user);
  if (!isKnown(allowed)) return [{ code: 'vfio/group-node-unmeasured', gap: { ...allowed, source: path } }];
  if (allowed) return [{ code: 'vfio/group-node-usable', path }, ...checkDesktopAccess(host, node)];
  const waiting = checkWaitingGroup(host, node);
  if (waiting.length > 0) return waiting;
  const owner = nameNodeOwner(node, host.user);
  const rule = ruleNotApplied(host, node);
  if (rule) return [{ code: 'access/udev-rule-not-applied', path, mode: node.mode, ...owner, rule }];
  return [{ code: 'vfio/group-node-denied', path, mode: node.mode, ...owner }];
}

/** A rule that sets a mode for VFIO's nodes, while the node has another: it was written after the node was made. */
function ruleNotApplied(host: HostSnapshot, node: DeviceNode) {
  const rules = rulesAboutNode(knownOr(host.security.udevRules, []), 'vfio', node.path.slice('/dev/vfio/'.length));
  const modeOf = (text: string) => /\bMODE:?="0?([0-7]{3,4})"/.exec(text)?.[1];
  const last = rules.findLast(rule => modeOf(rule.text) !== undefined && !rule.text.includes('KERNEL=="vfio"'));
  return last && Number.parseInt(modeOf(last.text) ?? '', 8) !== node.mode ? last : null;
}

/** iommufd's way to a function, beside that through its group: a node of its own, and /dev/iommu. */
export function checkIommufdNodes(
  host: HostSnapshot,
  index: Pick<HostIndex, 'nodes'>,
  picked: readonly PciFunction[],
): Finding[] {
  const iommufd = index.nodes.get('/dev/iommu');
  const own = picked.flatMap(fn => index.nodes.get(knownOr(fn.vfioNode, null) ?? '') ?? []);
  // Without either of the two the older way is the only one, and nobody misses anything.
  if (!iommufd || own.length === 0) return [];
  const closed = [iommufd, ...own].filter(node => mayOpenNode(node, host.user) === false);
  if (closed.length === 0) return [];
  const { user } = nameNodeOwner(iommufd, host.user);
  return [{ code: 'access/iommufd-closed', paths: closed.map(node => node.path), user }];
}
