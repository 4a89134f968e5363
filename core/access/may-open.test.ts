import { describe, expect, test } from 'vitest';
import type { Unknown } from '../host/measured.ts';
import { mayOpen } from './may-open.ts';

const gap: Unknown = { unknown: 'absent', source: '/usr/bin/getfacl /dev/kvm', detail: 'ENOENT' };
const noGroups: Unknown = { unknown: 'denied', source: '/proc/1/status', detail: 'EACCES' };
const node = { mode: 0o660, uid: 0, gid: 36, acl: [] as string[] | Unknown };
const ada = { uid: 1000, gids: [1000] };
const member = { uid: 1000, gids: [1000, 36] };

describe('with a list', () => {
  const acl = ['user:1000:rw-', 'group::rw-', 'mask::rw-'];
  test.each([
    ['a named user', { acl }, ada, true],
    ['another one', { acl }, { uid: 1001, gids: [] }, false],
    [
      'a named user who may only read, though in the group',
      { acl: ['user:1000:r--', 'group::rw-', 'mask::rw-'] },
      member,
      false,
    ],
    [
      'cut by the mask, which is the group bits',
      { mode: 0o640, acl: ['user:1000:rw-', 'group::rw-', 'mask::r--'] },
      ada,
      false,
    ],
    [
      'the owning group has less than the mode shows',
      { acl: ['user:7:rw-', 'group::---', 'mask::rw-'] },
      member,
      false,
    ],
    ['a named group', { acl: ['group::---', 'group:1000:rw-', 'mask::rw-'] }, ada, true],
    ['one of two groups is enough', { acl: ['group::---', 'group:1000:rw-', 'mask::rw-'] }, member, true],
    [
      'groups that fit and refuse shut out the others',
      { mode: 0o666, acl: ['group::---', 'mask::rw-'] },
      member,
      false,
    ],
    ['the others', { mode: 0o666, acl }, { uid: 7, gids: [7] }, true],
    ['root', { mode: 0, acl: [] }, { uid: 0, gids: [] }, true],
  ])('%s', (_, change, who, answer) => {
    expect(mayOpen({ ...node, ...change }, who)).toBe(answer);
  });
});

describe('without the list being known', () => {
  const unlisted = (mode: number) => ({ ...node, mode, acl: gap });
  test.each([
    ['closed group bits are a closed mask: no', unlisted(0o600), ada, false],
    ['open group bits may be the mask of an entry for him', unlisted(0o660), ada, gap],
    ['a member of the group', unlisted(0o660), member, true],
    ['open to all', unlisted(0o666), ada, true],
    ['open to all but the group', unlisted(0o606), member, false],
    ['open to all but the group, not in it', unlisted(0o606), ada, true],
    ['the owner needs no list', { ...unlisted(0o600), uid: 1000 }, ada, true],
  ])('%s', (_, which, who, answer) => {
    expect(mayOpen(which, who)).toEqual(answer);
  });
});

test('groups that are not known leave the question open, where they matter', () => {
  expect(mayOpen(node, { uid: 1000, gids: noGroups })).toBe(noGroups);
  expect(mayOpen({ ...node, acl: gap }, { uid: 1000, gids: noGroups })).toBe(noGroups);
  expect(mayOpen({ ...node, mode: 0o666 }, { uid: 1000, gids: noGroups })).toBe(true);
  expect(mayOpen({ ...node, mode: 0o600 }, { uid: 1000, gids: noGroups })).toBe(false);
});
