import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parsePoolName } from './hugepages.ts';

test.each([
  ['hugepages-2048kB', 2 * 1024 ** 2],
  ['hugepages-1048576kB', 1024 ** 3],
  ['hugepages-2M', null],
  ['', null],
])('%j holds pages of %j bytes', (name, bytes) => {
  expect(parsePoolName(name)).toBe(bytes);
});

test('answers to any text', () => expectAnswerToAnyText(parsePoolName, 'hugepages-2048kB'));
