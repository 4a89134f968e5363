import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatOptionValue, option } from './qemu-option.ts';

/** Reads `key=value,...` as QEMU does: a comma ends a value, two commas are one. Source: util/qemu-option.c get_opt_value(). */
function readLikeQemu(text: string): Record<string, string> {
  const read: Record<string, string> = {};
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    let value = '';
    let end = equals + 1;
    while (end < text.length && (text[end] !== ',' || text[end + 1] === ',')) {
      value += text[end];
      end += text[end] === ',' ? 2 : 1;
    }
    read[text.slice(at, equals)] = value;
    at = end + 1;
  }
  return read;
}

test('heads and properties are joined by commas; null ones are left out', () => {
  expect(formatOptionValue(option('-device', 'vfio-pci', { host: '0000:01:00.0', romfile: null }, ''))).toBe(
    'vfio-pci,host=0000:01:00.0',
  );
  expect(formatOptionValue(option('-nodefaults', null, {}, ''))).toBeNull();
});

test('a comma in a value is doubled', () => {
  expect(formatOptionValue(option('-name', null, { guest: 'a,b' }, ''))).toBe('guest=a,,b');
  expect(formatOptionValue(option('-vnc', 'unix:/a,b', {}, ''))).toBe('unix:/a,,b');
});

test('QEMU reads back any values', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (first, second) => {
      const text = formatOptionValue(option('-object', null, { a: first, b: second }, '')) ?? '';
      expect(readLikeQemu(text)).toEqual({ a: first, b: second });
    }),
  );
});
