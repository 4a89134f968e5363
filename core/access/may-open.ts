/**
 * Whether a process may open a device node for reading and writing, from the node's mode and access control list.
 *
 * The kernel looks for the first entry that fits: owner, then a named user, then the groups, then the others. Among the
 * groups one that allows it is enough; if groups fit and none allows it, the others do not count any more. Named entries
 * and the owning group are cut by the mask, which stands in the mode's group bits.
 * Source: acl(5), "Access check algorithm"; Linux fs/posix_acl.c, posix_acl_permission().
 */
import { isKnown, type Measured } from '../host/measured.ts';
import type { DeviceNode } from '../host/snapshot.ts';

export type Opener = {
  uid: number;
  gids: Measured<readonly number[]>;
};

type Permissions = Pick<DeviceNode, 'mode' | 'uid' | 'gid' | 'acl'>;
type Entry = { tag: string; id: number | null; allows: boolean };

const READ_WRITE = 0o6;
const allowedBy = (mode: number, shift: number) => ((mode >> shift) & READ_WRITE) === READ_WRITE;

/** @returns Unknown where an answer needs the groups or the list, and these were not measured. */
export function mayOpen(node: Permissions, { uid, gids }: Opener): Measured<boolean> {
  // CAP_DAC_OVERRIDE. Services may lack it; then their unit says so, which is beyond this answer.
  if (uid === 0) return true;
  if (node.uid === uid) return allowedBy(node.mode, 6);
  const groupBits = allowedBy(node.mode, 3);
  const otherBits = allowedBy(node.mode, 0);
  // With a list, the group bits are its mask: where they are closed, no entry of the list can open the node.
  if (!isKnown(node.acl)) {
    if (!groupBits && !otherBits) return false;
    if (groupBits && otherBits) return true;
    if (!isKnown(gids)) return gids;
    const isMember = gids.includes(node.gid);
    if (isMember || otherBits) return isMember ? groupBits : otherBits;
    return node.acl;
  }
  const entries = node.acl.map(parseEntry);
  const ownUser = entries.find(entry => entry.tag === 'user' && entry.id === uid);
  if (ownUser) return ownUser.allows && groupBits;
  if (!isKnown(gids)) return groupBits === otherBits && entries.length === 0 ? groupBits : gids;
  const owningGroup = entries.find(entry => entry.tag === 'group' && entry.id === null)?.allows ?? true;
  const fitting = [
    ...(gids.includes(node.gid) ? [owningGroup] : []),
    ...entries
      .filter(entry => entry.tag === 'group' && entry.id !== null && gids.includes(entry.id))
      .map(e => e.allows),
  ];
  return fitting.length > 0 ? groupBits && fitting.includes(true) : otherBits;
}

function parseEntry(text: string): Entry {
  const [tag = '', id = '', bits = ''] = text.split(':');
  return { tag, id: id === '' ? null : Number(id), allows: bits.startsWith('rw') };
}
