import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { isAsleep, parseMayRuntimeSuspend, parsePowerState, parseRuntimeStatus } from './power.ts';

test.each(['D0', 'D1', 'D2', 'D3hot', 'D3cold', 'unknown', 'error'])('%s is a power state', state => {
  expect(parsePowerState(`${state}\n`)).toBe(state);
});

test.each([
  ['suspended', true],
  ['suspending', true],
  ['active', false],
  ['resuming', false],
  ['unsupported', false],
  ['error', false],
])('%s: asleep %j', (status, asleep) => {
  expect(parseRuntimeStatus(`${status}\n`)).toBe(status);
  expect(isAsleep(status)).toBe(asleep);
});

test.each<[(text: string) => unknown, string]>([
  [parseRuntimeStatus, 'asleep'],
  [parsePowerState, 'D4'],
  [parseMayRuntimeSuspend, 'off'],
])('%o: %j is malformed', (parse, text) => {
  expect(parse(`${text}\n`)).toEqual({ malformed: text });
  expect(parse('')).toEqual({ malformed: 'empty' });
  expectAnswerToAnyText(parse, `${text}\n`);
});

test('flags', () => {
  expect([parseMayRuntimeSuspend('auto\n'), parseMayRuntimeSuspend('on\n')]).toEqual([true, false]);
});
