import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseSystemdLimit } from './systemd-limit.ts';

const MIB = 1024 ** 2;

test.each([
  ['8M', 8 * MIB, 8 * MIB],
  ['64M:1G', 64 * MIB, 1024 * MIB],
  ['8M:infinity', 8 * MIB, null],
  ['infinity', null, null],
  ['8388608', 8 * MIB, 8 * MIB],
  ['1.5G', 1536 * MIB, 1536 * MIB],
  ['512 K', MIB / 2, MIB / 2],
  ['16E', null, null],
])('%s', (text, soft, hard) => {
  expect(parseSystemdLimit(text)).toEqual({ soft, hard });
});

test.each(['', '8m', '8MB', 'unlimited', '-1', '2G:1G', 'infinity:1G', '1:2:3', '8M:', '0x10'])(
  '%j is refused',
  text => {
    expect(isMalformed(parseSystemdLimit(text))).toBe(true);
  },
);

test('answers to any text', () => expectAnswerToAnyText(parseSystemdLimit, '64M:1G'));
