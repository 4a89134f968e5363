import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseLockdown } from './lockdown.ts';

test.each([
  ['[none] integrity confidentiality\n', 'none'],
  ['none [integrity] confidentiality\n', 'integrity'],
  ['none integrity [confidentiality]\n', 'confidentiality'],
  ['', { malformed: 'empty' }],
  ['none integrity', { malformed: 'none integrity' }],
  ['[total]', { malformed: '[total]' }],
])('%j is %j', (text, level) => {
  expect(parseLockdown(text)).toEqual(level);
});

test('answers to any text', () => expectAnswerToAnyText(parseLockdown, '[none] integrity'));
