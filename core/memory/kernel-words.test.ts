/** Files of one word or number that the kernel keeps about memory. */
import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseBracketedWord } from './bracketed-word.ts';
import { parseCgroupLimit } from './cgroup-limit.ts';
import { parseKsmRun } from './ksm.ts';

test.each([
  [parseBracketedWord, 'always [madvise] never\n', 'madvise'],
  [parseBracketedWord, 'always defer [defer+madvise] madvise never\n', 'defer+madvise'],
  [parseBracketedWord, 'always [within_size] advise\n', 'within_size'],
  [parseCgroupLimit, 'max\n', null],
  [parseCgroupLimit, '4294967296\n', 4_294_967_296],
  [parseCgroupLimit, '0\n', 0],
  // Version 1 without a limit, on pages of 4 KiB and of 64 KiB.
  [parseCgroupLimit, '9223372036854771712\n', null],
  [parseCgroupLimit, '9223372036854710272\n', null],
  [parseKsmRun, '0\n', false],
  [parseKsmRun, '1\n', true],
  [parseKsmRun, '2\n', false],
])('%o of %j is %j', (parse, text, value) => {
  expect(parse(text)).toBe(value);
});

test.each([
  [parseBracketedWord, 'always madvise never'],
  [parseBracketedWord, '[always] [never]'],
  [parseBracketedWord, ''],
  [parseCgroupLimit, '-1'],
  [parseCgroupLimit, 'maximum'],
  [parseCgroupLimit, ''],
  [parseKsmRun, '3'],
  [parseKsmRun, ''],
])('%o refuses %j', (parse, text) => {
  expect(isMalformed(parse(text))).toBe(true);
});

test('answer to any text', () => {
  expectAnswerToAnyText(parseBracketedWord, 'always [madvise] never\n');
  expectAnswerToAnyText(parseCgroupLimit, '4294967296\n');
});
