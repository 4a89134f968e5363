import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseMemoryField } from './meminfo.ts';

test('reads the host and a node', () => {
  expect(parseMemoryField('MemTotal:       16314000 kB\nMemFree: 1 kB\n', 'MemTotal')).toBe(16314000 * 1024);
  expect(parseMemoryField('Node 1 MemTotal:        8 kB\nNode 1 MemFree:         4 kB\n', 'MemFree')).toBe(4096);
});

test.each(['', 'MemTotal: lots kB', 'MemTotal: 12', 'xMemTotal: 12 kB', 'MemTotal: 99999999999999 kB'])(
  '%j has no such field',
  text => {
    expect(parseMemoryField(text, 'MemTotal')).toEqual({ malformed: 'no line "MemTotal"' });
  },
);

test('answers to any text', () =>
  expectAnswerToAnyText(text => parseMemoryField(text, 'MemTotal'), 'MemTotal:       16314000 kB\n'));
