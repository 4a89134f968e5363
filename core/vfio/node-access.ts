/** Whether the user may open a device node: the kernel's own answer where it was asked, else the mode bits. */
import { isKnown, type Measured } from '../host/measured.ts';
import type { DeviceNode, HostSnapshot } from '../host/snapshot.ts';

/**
 * Mode bits decide only where nobody could ask the kernel (a recording): an ACL may open a node that they close, so a
 * "no" from the bits of a node with group bits set is still a "no", but stated from the bits alone.
 * @returns Unknown where neither the kernel's answer nor the user's ids are known.
 */
export function mayOpenNode(node: DeviceNode, user: HostSnapshot['user']): Measured<boolean> {
  if (isKnown(node.mayOpen)) return node.mayOpen;
  if (!isKnown(user.uid)) return user.uid;
  if (user.uid === 0) return true;
  const allows = (shift: number) => ((node.mode >> shift) & 0o6) === 0o6;
  if (node.uid === user.uid) return allows(6);
  if (!isKnown(user.groups)) return allows(0) ? true : user.groups;
  return user.groups.some(group => group.gid === node.gid) ? allows(3) : allows(0);
}

export type NodeOwner = { owner: string; group: string; user: string };

/** Names for texts; a number where the name is not known. */
export function nameNodeOwner(node: DeviceNode, user: HostSnapshot['user']): NodeOwner {
  const groups = isKnown(user.groups) ? user.groups : [];
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
