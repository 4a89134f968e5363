/**
 * Why a node is closed to a user, told apart by what opens it: a new login, a rule of udev that waits to be applied, or
 * a rule that is missing.
 */
import { isKnown, type Measured } from '../host/measured.ts';
import type { Launcher } from '../host/schema/user.ts';
import type { DeviceNode, HostSnapshot } from '../host/snapshot.ts';
import { mayOpenNode } from '../vfio/node-access.ts';
import { mayOpen } from './may-open.ts';

/** Groups of the account that this process does not have: a session keeps the groups it began with. */
export function groupsAwaitingLogin({
  groups,
  accountGroups,
}: HostSnapshot['user']): { gid: number; name: string | null }[] {
  if (!isKnown(groups) || !isKnown(accountGroups)) return [];
  const own = new Set(groups.map(group => group.gid));
  return accountGroups.filter(group => !own.has(group.gid));
}

/** The group whose membership, new since this session began, opens the node. null: none does. */
export function groupThatOpens(
  node: DeviceNode,
  user: HostSnapshot['user'],
): { gid: number; name: string | null } | null {
  if (!isKnown(user.uid) || mayOpenNode(node, user) !== false) return null;
  const own = isKnown(user.groups) ? user.groups.map(group => group.gid) : [];
  const { uid } = user;
  return groupsAwaitingLogin(user).find(group => mayOpen(node, { uid, gids: [...own, group.gid] }) === true) ?? null;
}

/** Whether a program that this process starts may open the node. */
export function mayLauncherOpen(node: DeviceNode, launcher: Launcher, user: HostSnapshot['user']): Measured<boolean> {
  const runsAsUser = launcher.role === 'this-process' || launcher.role === 'user-manager';
  if (!runsAsUser) return mayOpen(node, { uid: 0, gids: launcher.gids });
  return isKnown(user.uid) ? mayOpen(node, { uid: user.uid, gids: launcher.gids }) : user.uid;
}
