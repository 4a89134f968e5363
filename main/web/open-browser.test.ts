import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { mayOpenBrowser, openBrowser } from './open-browser.ts';

const launch = vi.hoisted(() => vi.fn());
vi.mock('open', () => ({ default: launch }));

test.each([
  [{ DISPLAY: ':0' }, 1000, true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, 1000, true],
  [{}, 1000, false],
  [{ DISPLAY: '' }, 1000, false],
  [{ DISPLAY: ':0' }, 0, false],
])('with %j and uid %i: %s', (env, uid, expected) => {
  expect(mayOpenBrowser({ env, uid })).toBe(expected);
});

test('no launcher on this machine is an answer, not an error', async () => {
  launch.mockRejectedValueOnce(new Error('spawn xdg-open ENOENT'));
  expect(await openBrowser('http://127.0.0.1:1/')).toBe(false);
});

test.each([
  [0, true],
  [3, false],
])('a launcher that ends with %i', async (code, expected) => {
  const launcher = new EventEmitter();
  launch.mockResolvedValueOnce(launcher);
  const opened = openBrowser('http://127.0.0.1:1/');
  setImmediate(() => launcher.emit('exit', code));
  expect(await opened).toBe(expected);
});

test('a launcher that stays is the browser itself', async () => {
  vi.useFakeTimers();
  launch.mockResolvedValueOnce(new EventEmitter());
  const opened = openBrowser('http://127.0.0.1:1/');
  await vi.advanceTimersByTimeAsync(3000);
  expect(await opened).toBe(true);
  vi.useRealTimers();
});
