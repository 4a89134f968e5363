import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { isAtLeast, parseKernelVersion } from './kernel-release.ts';

test.each([
  ['6.12.9-amd64', { major: 6, minor: 12 }],
  ['5.14.0-503.el9.x86_64', { major: 5, minor: 14 }],
  ['7.0-rc1', { major: 7, minor: 0 }],
  ['next', null],
  ['6', null],
])('%j is %j', (release, version) => {
  expect(parseKernelVersion(release)).toEqual(version);
});

test('compares the major number first', () => {
  expect(isAtLeast({ major: 6, minor: 1 }, 5, 15)).toBe(true);
  expect(isAtLeast({ major: 5, minor: 15 }, 5, 15)).toBe(true);
  expect(isAtLeast({ major: 5, minor: 9 }, 5, 15)).toBe(false);
  expect(isAtLeast({ major: 4, minor: 20 }, 5, 15)).toBe(false);
});

test('answers to any text', () => expectAnswerToAnyText(parseKernelVersion, '6.12.9-amd64'));
