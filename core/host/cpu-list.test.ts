import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseCpuList } from './cpu-list.ts';

test.each([
  ['0-3,8,10-11\n', [0, 1, 2, 3, 8, 10, 11]],
  ['0\n', [0]],
  ['\n', []],
])('%j is %j', (text, cpus) => {
  expect(parseCpuList(text)).toEqual(cpus);
});

test.each(['3-1', '0-', '0,,1', '0-99999', 'all', '-1'])('%j is malformed', text => {
  expect(parseCpuList(text)).toEqual({ malformed: text });
});

test('a list that repeats itself does not fill the memory', () => {
  expect(parseCpuList(Array(1000).fill('0-65535').join(','))).toHaveProperty('malformed');
});

test('answers to any text', () => expectAnswerToAnyText(parseCpuList, '0-3,8,10-11\n'));
