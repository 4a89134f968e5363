import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseMemlock } from './memlock.ts';

const limits = (
  soft: string,
  hard: string,
) => `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max locked memory         ${soft.padEnd(20)} ${hard.padEnd(20)} bytes     
Max address space         unlimited            unlimited            bytes     
`;

test.each([
  ['8388608', '8388608', { softBytes: 8388608, hardBytes: 8388608 }],
  ['65536', 'unlimited', { softBytes: 65536, hardBytes: null }],
  ['unlimited', 'unlimited', { softBytes: null, hardBytes: null }],
  ['18446744073709547520', 'unlimited', { softBytes: null, hardBytes: null }],
  ['0', '0', { softBytes: 0, hardBytes: 0 }],
])('%s and %s are %j', (soft, hard, limit) => {
  expect(parseMemlock(limits(soft, hard))).toEqual(limit);
});

test('says that the line is missing', () => {
  expect(parseMemlock('Max cpu time unlimited unlimited seconds')).toEqual({
    malformed: 'no line "Max locked memory"',
  });
  expect(parseMemlock(limits('some', 'more'))).toHaveProperty('malformed');
});

test('answers to any text', () => expectAnswerToAnyText(parseMemlock, limits('8388608', 'unlimited')));
