import { expect, test } from 'vitest';
import type { DeviceNode, HostSnapshot } from '../host/snapshot.ts';
import { mayOpenNode, nameNodeOwner } from './node-access.ts';

const notAsked = { unknown: 'failed', source: '/dev/kvm', detail: 'ENOTSUP' } as const;
const denied = { unknown: 'denied', source: '/proc/self/status', detail: 'EACCES' } as const;
const node: DeviceNode = { path: '/dev/kvm', kind: 'kvm', mode: 0o660, uid: 0, gid: 36, acl: [], mayOpen: notAsked };
const user: HostSnapshot['user'] = {
  uid: 1000,
  name: 'ada',
  home: '/home/ada',
  groups: [{ gid: 1000, name: 'ada' }],
  canLockUnlimited: false,
  memlock: { softBytes: null, hardBytes: null },
  accountGroups: [],
  launchers: [],
  memlockSettings: [],
  pamServices: [],
  memlockGaps: [],
};
const inKvm = {
  ...user,
  groups: [
    { gid: 1000, name: 'ada' },
    { gid: 36, name: 'kvm' },
  ],
};

test('the answer of the kernel counts more than mode bits, because it knows ACLs', () => {
  expect(mayOpenNode({ ...node, mayOpen: true }, user)).toBe(true);
  expect(mayOpenNode({ ...node, mode: 0o666, mayOpen: false }, user)).toBe(false);
});

test.each([
  ['another user', node, user, false],
  ['a member of the group', node, inKvm, true],
  ['everybody', { ...node, mode: 0o666 }, user, true],
  ['the owner', { ...node, uid: 1000, mode: 0o600 }, user, true],
  ['an owner without the right, in the group', { ...node, uid: 1000, mode: 0o060 }, inKvm, false],
  ['read only', { ...node, mode: 0o644 }, user, false],
  ['root', { ...node, mode: 0o000 }, { ...user, uid: 0 }, true],
])('mode bits: %s', (_, which, who, answer) => {
  expect(mayOpenNode(which, who)).toBe(answer);
});

test('ids that could not be read leave the question open, unless everybody may', () => {
  expect(mayOpenNode(node, { ...user, uid: denied })).toBe(denied);
  expect(mayOpenNode(node, { ...user, groups: denied })).toBe(denied);
  expect(mayOpenNode({ ...node, mode: 0o666 }, { ...user, groups: denied })).toBe(true);
});

test('owners are named where names are known', () => {
  expect(nameNodeOwner(node, inKvm)).toEqual({ owner: 'root', group: 'kvm', user: 'ada' });
  expect(nameNodeOwner({ ...node, uid: 7, gid: 8 }, { ...user, name: denied })).toEqual({
    owner: 'uid 7',
    group: 'gid 8',
    user: 'uid 1000',
  });
});
