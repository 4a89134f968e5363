/**
 * What the members of an md array are worth to it. They are below it already, by `slaves/`, good or not: which of them
 * carry data only their states tell.
 */
import { isKnown, knownOr, type Unknown } from '../host/measured.ts';
import type { LossNode } from './loss-graph.ts';
import { raidSpare } from './raid-spare.ts';
import type { DeviceNode } from './storage-graph.ts';

/** `unread`: what could not be read of it; an array that is not known in full has nothing to spare. */
export function setRaidMembers(node: DeviceNode): { level: string | null; unread: Unknown[] } {
  const { raidLevel, raidMissing, raidDisks, raidMembers } = node.device;
  const unread = [raidLevel, raidMissing, raidDisks, raidMembers].flatMap(fact => (isKnown(fact) ? [] : [fact]));
  const level = knownOr(raidLevel, null);
  if (level === null) return { level, unread };
  const states = new Map(knownOr(raidMembers, null)?.map(member => [member.name, member.state]));
  const roles = new Map<LossNode, 'idle' | 'vital'>();
  for (const lower of node.lowers) {
    const state = 'device' in lower ? states.get((lower as DeviceNode).device.name) : undefined;
    if (state === 'idle') roles.set(lower, 'idle');
    // Nothing is written to RAID 5 and 6 without their journal.
    if (state === 'journal') roles.set(lower, 'vital');
  }
  if (roles.size > 0) node.roles = roles;
  // What carries data is told before what does not, where both go.
  node.lowers.sort((a, b) => Number(roles.get(a) === 'idle') - Number(roles.get(b) === 'idle'));
  if (unread.length > 0) return { level, unread };
  const inSync = [...states.values()].filter(state => state === 'in-sync').length;
  // Whatever tells of more losses is believed.
  const disks = Math.max(knownOr(raidDisks, null) ?? 0, inSync + (knownOr(raidMissing, null) ?? 0));
  node.spare = raidSpare(level, disks, inSync);
  return { level, unread };
}
