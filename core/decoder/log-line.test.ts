import { expect, test } from 'vitest';
import { expectOfAnyText } from '../testing/spoiled-text.ts';
import { MOST_LINE_CHARACTERS, parseLogLine } from './log-line.ts';

const text = 'vfio-pci 0000:01:00.0: not ready 65535ms after bus reset; giving up';

test.each([
  [`[  913.284417] kiln kernel: ${text}`, 913.284417],
  [`[    0.000000] host-1.example.org kernel: ${text}`, 0],
  [`[  913.284417] ${text}`, 913.284417],
  [`[12345678.284417] ${text}`, 12345678.284417],
  [`<4>[  913.284417] ${text}`, 913.284417],
  [`2025-09-27T10:00:00,123456+02:00 ${text}`, null],
  [`[Sat Sep 27 10:00:00 2025] ${text}`, null],
  [`Sep 27 10:00:00 kiln kernel: ${text}`, null],
  [`Sep 27 10:00:00 kiln kernel: [  913.284417] ${text}`, null],
  [text, null],
])('%s', (line, seconds) => {
  expect(parseLogLine(line)).toEqual({ seconds, hasTime: line !== text, text });
});

test('a kernel without a message is a kernel without a message', () => {
  expect(parseLogLine('[    1.000000] kiln kernel: ')).toMatchObject({ seconds: 1, text: '' });
  expect(parseLogLine('')).toEqual({ seconds: null, hasTime: false, text: '' });
});

test('control characters go, and a long line is cut', () => {
  expect(parseLogLine('[    1.0] a\u001b[31m\u0000b\tc').text).toBe('a [31m b c');
  expect(parseLogLine('x'.repeat(1_000_000)).text).toHaveLength(MOST_LINE_CHARACTERS);
});

test('any text has an answer of one bounded line', () => {
  expectOfAnyText(`[  913.284417] kiln kernel: ${text}`, line => {
    const parsed = parseLogLine(line);
    return parsed.text.length <= MOST_LINE_CHARACTERS && !/\p{Cc}/u.test(parsed.text) && !Number.isNaN(parsed.seconds);
  });
});
