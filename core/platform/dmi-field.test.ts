import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseDmiField } from './dmi-field.ts';

test.each([
  ['LENOVO\n', 'LENOVO'],
  ['  ASUSTeK  COMPUTER INC. \n', 'ASUSTeK COMPUTER INC.'],
  ['PRIME Z690-P D4\n', 'PRIME Z690-P D4'],
  ['09/27/2024\n', '09/27/2024'],
  ['0000000\n', null],
  ['\n', null],
  ['To Be Filled By O.E.M.\n', null],
  ['Default string\n', null],
  ['System Product Name\n', null],
  ['xxxxxxxx\n', null],
  ['...\n', null],
  ['x\n', 'x'],
  ['1\n', '1'],
])('%j is %j', (text, expected) => {
  expect(parseDmiField(text)).toBe(expected);
});

test.each(['', 'LENO', '\u0001 garbage \ufffd=: 0xzz\n', 'two\nlines\n'])('%j is not as the kernel prints it', text => {
  expect(parseDmiField(text)).toHaveProperty('malformed');
});

test('any text has an answer', () => expectAnswerToAnyText(parseDmiField, 'To Be Filled By O.E.M.\n'));
