import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseIsSuspended, parsePowerState } from './power.ts';

test.each(['D0', 'D1', 'D2', 'D3hot', 'D3cold', 'unknown', 'error'])('%s is a power state', state => {
  expect(parsePowerState(`${state}\n`)).toBe(state);
});

test.each([
  ['suspended\n', true],
  ['suspending\n', true],
  ['active\n', false],
  ['resuming\n', false],
  ['unsupported\n', false],
  ['error\n', false],
  ['asleep\n', { malformed: 'asleep' }],
  ['', { malformed: 'empty' }],
])('%j: suspended %j', (text, isSuspended) => {
  expect(parseIsSuspended(text)).toEqual(isSuspended);
});

test('answers to any text', () => {
  expect(parsePowerState('D4')).toEqual({ malformed: 'D4' });
  expectAnswerToAnyText(parsePowerState, 'D3hot\n');
  expectAnswerToAnyText(parseIsSuspended, 'suspended\n');
});
