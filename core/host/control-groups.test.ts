import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { groupsAbove, parseControlGroups } from './control-groups.ts';
import { isMalformed } from './malformed.ts';

const V2 = '0::/user.slice/user-1000.slice/session-2.scope\n';
const V1 = '12:devices:/user.slice\n4:cpu,cpuacct:/user.slice\n1:name=systemd:/user.slice/session-2.scope\n';
const HYBRID = `9:memory:/user.slice/user-1000.slice\n${V2}`;

test.each([
  ['version 2', V2, '/user.slice/user-1000.slice/session-2.scope', {}],
  [
    'version 1',
    V1,
    null,
    {
      devices: '/user.slice',
      cpu: '/user.slice',
      cpuacct: '/user.slice',
      'name=systemd': '/user.slice/session-2.scope',
    },
  ],
  ['both', HYBRID, '/user.slice/user-1000.slice/session-2.scope', { memory: '/user.slice/user-1000.slice' }],
  ['no hierarchy mounted', '', null, {}],
  ['a path with colons', '0::/docker:a:b\n', '/docker:a:b', {}],
])('%s', (_, text, unified, legacy) => {
  expect(parseControlGroups(text)).toEqual({ unified, legacy: new Map(Object.entries(legacy)) });
});

test.each(['0:/user.slice\n', '0::user.slice\n', 'x::/\n'])('%j is malformed', text => {
  expect(isMalformed(parseControlGroups(text))).toBe(true);
});

test('all groups above, from the root down, unless the path leads out', () => {
  expect(groupsAbove('/a/b')).toEqual(['/', '/a', '/a/b']);
  expect(groupsAbove('/')).toEqual(['/']);
  expect(groupsAbove('/../../a')).toBeNull();
});

test('answers to any text', () => {
  expectAnswerToAnyText(parseControlGroups, HYBRID);
});
