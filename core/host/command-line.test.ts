import { expect, test } from 'vitest';
import { expectOfAnyText } from '../testing/spoiled-text.ts';
import { splitCommandLine } from './command-line.ts';

test.each([
  ['ro quiet\n', ['ro', 'quiet']],
  ['  ro \t quiet  ', ['ro', 'quiet']],
  ['dyndbg="file drivers/vfio/* +p" ro', ['dyndbg="file drivers/vfio/* +p"', 'ro']],
  ['"a b"c d', ['"a b"c', 'd']],
  ['open="to the end\n', ['open="to the end']],
  ['', []],
  ['\n', []],
])('%j is %j', (text, args) => {
  expect(splitCommandLine(text)).toEqual(args);
});

const visible = (text: string) => text.replace(/\s/g, '');

test('keeps every character but blanks, in order', () => {
  expectOfAnyText('ro "a b" c=d', text => visible(splitCommandLine(text).join('')) === visible(text));
});
