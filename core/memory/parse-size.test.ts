import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBytes, formatLimit } from './format-bytes.ts';
import { parseSize } from './parse-size.ts';

test.each([
  ['16G', 16 * 1024 ** 3],
  ['16 GiB', 16 * 1024 ** 3],
  ['1.5g', 1.5 * 1024 ** 3],
  ['512M', 512 * 1024 ** 2],
  ['512', 512 * 1024 ** 2],
  ['64 KiB', 64 * 1024],
  ['2T', 2 * 1024 ** 4],
  ['', null],
  ['-1G', null],
  ['16 apples', null],
  ['G', null],
  ['1e3', null],
  ['99999999999T', null],
])('%j is %j bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test('any text is a whole number of bytes or no size', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const bytes = parseSize(text);
      return bytes === null || (Number.isSafeInteger(bytes) && bytes >= 0);
    }),
  );
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [512, '512 bytes'],
  [65536, '64 KiB'],
  [8 * 1024 ** 3, '8 GiB'],
  [7.8 * 1024 ** 3, '7.8 GiB'],
  [4096 * 1024 ** 4, '4096 TiB'],
])('%j bytes read %j', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('no limit is called unlimited', () => {
  expect(formatLimit(null)).toBe('unlimited');
});
