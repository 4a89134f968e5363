import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { parseLoaderInfo } from './loader-info.ts';

const variable = (text: string) =>
  new Uint8Array([
    6,
    0,
    0,
    0,
    ...Array.from(text).flatMap(char => [char.charCodeAt(0) & 0xff, char.charCodeAt(0) >> 8]),
  ]);

test.each(['systemd-boot 257.13', 'GRUB 2.12', 'Limine 9.3.1'])('%s', name => {
  expect(parseLoaderInfo(variable(`${name}\0`))).toBe(name);
  expect(parseLoaderInfo(variable(name))).toBe(name);
});

test('what follows the zero does not count', () => {
  expect(parseLoaderInfo(variable('GRUB 2.12\0junk'))).toBe('GRUB 2.12');
});

test.each([
  ['nothing', new Uint8Array()],
  ['attributes only', new Uint8Array([6, 0, 0, 0])],
  ['half a character', new Uint8Array([6, 0, 0, 0, 0x47])],
  ['an empty name', variable('\0')],
  ['a name in control characters', variable('a\u001b[31m')],
  ['a name beyond measure', variable('x'.repeat(200))],
])('%s is malformed', (_, bytes) => {
  expect(isMalformed(parseLoaderInfo(bytes))).toBe(true);
});

test('any bytes have an answer', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), bytes => parseLoaderInfo(bytes) !== undefined));
});
