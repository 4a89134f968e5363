import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseAmdAddressWidth } from './amd-features.ts';

const EFR = '206d73ef22254ade';

test.each([
  [`${EFR}\n`, 64],
  [`0:${EFR}`, 64],
  [`${EFR}:0`, 64],
  [`10:${EFR}`, 64],
  [`${EFR}:1d`, 64],
  ['206d73ef222546de', 57],
  ['206d73ef222542de', 48],
  ['206d73ef22254ede', null],
  ['0', 48],
  [`${EFR}:${EFR}`, null],
  ['1:2:3', { malformed: '1:2:3' }],
  ['', { malformed: 'empty' }],
])('features %j translate %j bits', (features, bits) => {
  expect(parseAmdAddressWidth(features)).toEqual(bits);
});

test('answers to any text', () => expectAnswerToAnyText(parseAmdAddressWidth, `${EFR}:0\n`));
