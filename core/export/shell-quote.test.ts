import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellQuote } from './shell-quote.ts';

test('plain words stay as they are', () => {
  expect(shellQuote('/usr/bin/qemu-system-x86_64')).toBe('/usr/bin/qemu-system-x86_64');
  expect(shellQuote('host=0000:01:00.0,id=a')).toBe('host=0000:01:00.0,id=a');
});

test('quotes, blanks and the empty word are quoted', () => {
  expect(shellQuote("it's")).toBe("'it'\\''s'");
  expect(shellQuote('')).toBe("''");
  expect(shellQuote('$HOME')).toBe("'$HOME'");
});

test('a real shell reads back every word', () => {
  const word = fc.string({ unit: 'grapheme' }).filter(text => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), words => {
      const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words.map(shellQuote).join(' ')}`], {
        encoding: 'utf8',
      });
      expect(printed.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 50 },
  );
});
