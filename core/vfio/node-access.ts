/** Whether the user may open a device node: the kernel's own answer where it was asked, else what mode and list say. */
import { mayOpen } from '../access/may-open.ts';
import { isKnown, type Measured } from '../host/measured.ts';
import type { DeviceNode, HostSnapshot } from '../host/snapshot.ts';

/** @returns Unknown where neither the kernel's answer nor enough of ids, mode and list is known. */
export function mayOpenNode(node: DeviceNode, user: HostSnapshot['user']): Measured<boolean> {
  if (isKnown(node.mayOpen)) return node.mayOpen;
  if (!isKnown(user.uid)) return user.uid;
  return mayOpen(node, {
    uid: user.uid,
    gids: isKnown(user.groups) ? user.groups.map(group => group.gid) : user.groups,
  });
}

export type NodeOwner = { owner: string; group: string; user: string };

/** Names for texts; a number where the name is not known. */
export function nameNodeOwner(node: Pick<DeviceNode, 'uid' | 'gid'>, user: HostSnapshot['user']): NodeOwner {
  const groups = [user.groups, user.accountGroups].flatMap(list => (isKnown(list) ? list : []));
  const known: Record<number, string> = { 0: 'root' };
  const groupName = groups.find(group => group.gid === node.gid)?.name ?? known[node.gid] ?? `gid ${node.gid}`;
  const uid = isKnown(user.uid) ? user.uid : null;
  const userName = isKnown(user.name) && user.name ? user.name : uid === null ? 'this user' : `uid ${uid}`;
  return {
    owner: node.uid === uid ? userName : (known[node.uid] ?? `uid ${node.uid}`),
    group: groupName,
    user: userName,
  };
}
