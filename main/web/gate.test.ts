import { expect, test } from 'vitest';
import { Gate, TOKEN_LIFE_MS } from './gate.ts';

test('a token is 256 bits and opens one session', () => {
  const gate = new Gate();
  const token = gate.issueToken();
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const session = gate.exchange(token);
  expect(gate.isOpenFor(session ?? null)).toBe(true);
  expect(gate.exchange(token)).toBeUndefined();
});

test('a token is no session key, and no key opens nothing', () => {
  const gate = new Gate();
  expect(gate.isOpenFor(gate.issueToken())).toBe(false);
  expect(gate.isOpenFor(null)).toBe(false);
  expect(gate.isOpenFor('')).toBe(false);
});

test('nothing opens before the first token', () => {
  expect(new Gate().exchange('')).toBeUndefined();
});

test('a token ends after 60 seconds', () => {
  let now = 0;
  const gate = new Gate(() => now);
  const early = gate.issueToken();
  now = TOKEN_LIFE_MS - 1;
  expect(gate.exchange(early)).toBeDefined();
  const late = gate.issueToken();
  now += TOKEN_LIFE_MS;
  expect(gate.exchange(late)).toBeUndefined();
});

test('a new token ends the one before it, and leaves open sessions open', () => {
  const gate = new Gate();
  const session = gate.exchange(gate.issueToken());
  const first = gate.issueToken();
  const second = gate.issueToken();
  expect(gate.exchange(first)).toBeUndefined();
  expect(gate.exchange(second)).toBeDefined();
  expect(gate.isOpenFor(session ?? null)).toBe(true);
});

test('a wrong guess does not use up the token', () => {
  const gate = new Gate();
  const token = gate.issueToken();
  expect(gate.exchange('guess')).toBeUndefined();
  expect(gate.exchange(token)).toBeDefined();
});
