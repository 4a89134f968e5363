import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function split(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(line => lines.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return lines;
}

test('lines are the same wherever the chunks end', () => {
  const text = 'one\n\ntw\u00f6 \u{1f5a5}\nlast';
  const bytes = new TextEncoder().encode(text);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), cuts => {
      const ends = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const chunks = ends.slice(1).map((end, i) => bytes.subarray(ends[i], end));
      expect(split(chunks)).toEqual(text.split('\n'));
    }),
  );
});

test('of a line of a million bytes the beginning is kept, and the next one is whole', () => {
  const long = Buffer.alloc(250_000, 'x');
  const lines = split([Buffer.from('a\nstart '), long, long, long, long, Buffer.from('\nnext\n')]);
  expect(lines.map(line => line.length)).toEqual([1, 4096, 4]);
  expect(lines[1]?.startsWith('start xxx')).toBe(true);
  expect(lines[2]).toBe('next');
  expect(split([Buffer.from(`${'y'.repeat(1_000_000)}\nz`)]).map(line => line.length)).toEqual([4096, 1]);
});

test('bytes that are no UTF-8 are marked', () => {
  expect(split([Uint8Array.from([0x61, 0xff, 0xfe, 0x0a, 0xc3])])).toEqual(['a\ufffd\ufffd', '\ufffd']);
});
