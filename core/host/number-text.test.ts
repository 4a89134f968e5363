import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseCount, parseHex64, parseInteger } from './number-text.ts';

test('parseCount takes whole numbers from zero that a double can hold', () => {
  expect(parseCount('512\n')).toBe(512);
  expect(parseCount('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  for (const text of ['-1', '1.5', '0x10', '9007199254740993', '12 34'])
    expect(parseCount(text)).toEqual({ malformed: text });
});

test('parseInteger takes a sign', () => {
  expect(parseInteger('-1\n')).toBe(-1);
  expect(parseInteger('+1')).toEqual({ malformed: '+1' });
});

test('parseHex64 takes 64 bits with or without 0x', () => {
  expect(parseHex64('d2078c106f0466\n')).toBe(0xd2078c106f0466n);
  expect(parseHex64('0xffffffffffffffff')).toBe(0xffffffffffffffffn);
  expect(parseHex64('10000000000000000')).toEqual({ malformed: '10000000000000000' });
  expect(parseHex64('')).toEqual({ malformed: 'empty' });
});

test.each([parseCount, parseInteger, parseHex64])('%o answers to any text', parse => {
  expectAnswerToAnyText(parse, '0x123\n');
});
