import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseResetMethods } from './reset-method.ts';

test.each([
  ['flr bus\n', ['flr', 'bus']],
  [
    'device_specific acpi flr af_flr pm bus cxl_bus\n',
    ['device_specific', 'acpi', 'flr', 'af_flr', 'pm', 'bus', 'cxl_bus'],
  ],
  ['\n', []],
  ['FLR\n', { malformed: 'FLR' }],
  ['flr, bus', { malformed: 'flr, bus' }],
])('%j is %j', (text, methods) => {
  expect(parseResetMethods(text)).toEqual(methods);
});

test('answers to any text', () => expectAnswerToAnyText(parseResetMethods, 'flr bus\n'));
