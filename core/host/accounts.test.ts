import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { findAccount, findAccountGroups, parseGroupNames } from './accounts.ts';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
ada:x:1000:1000:Ada,,,:/home/ada:/bin/zsh
twin:x:1000:1000::/home/twin:/bin/sh
`;

test('finds an account by number; the first line counts', () => {
  expect(findAccount(PASSWD, 1000)).toEqual({ name: 'ada', home: '/home/ada', gid: 1000 });
  expect(findAccount(PASSWD, 0)).toEqual({ name: 'root', home: '/root', gid: 0 });
  expect(findAccount(PASSWD, 100)).toBeNull();
});

test('skips lines that are no accounts', () => {
  expect(findAccount('+::::::\nshort:x:7\n', 7)).toBeNull();
});

test('names groups; the first line with a number counts', () => {
  expect(parseGroupNames('kvm:x:36:ada\nqemu:x:36:\n+:::\nbad:x:many:\n')).toEqual(new Map([[36, 'kvm']]));
});

test('a login gets its own group and those that list it by its whole name', () => {
  const ada = { name: 'ada', home: '/', gid: 1000 };
  const groups =
    'ada:x:1000:\nkvm:x:36:bob,ada\nadam:x:7:adam\nvfio:x:973: ada \nbad:x:many:ada\nkvm:x:36:ada\nshort:x:9\n';
  expect(findAccountGroups(groups, ada)).toEqual([
    { gid: 1000, name: 'ada' },
    { gid: 36, name: 'kvm' },
    { gid: 973, name: 'vfio' },
  ]);
  expect(findAccountGroups('', ada)).toEqual([{ gid: 1000, name: null }]);
});

test('answers to any text', () => {
  expectAnswerToAnyText(text => findAccount(text, 1000), PASSWD);
  expectAnswerToAnyText(parseGroupNames, 'kvm:x:36:ada\n');
});
