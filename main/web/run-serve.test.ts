import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, test, vi } from 'vitest';
import { runServe } from './run-serve.ts';

const openBrowser = vi.hoisted(() => vi.fn());
vi.mock('./open-browser.ts', () => ({ openBrowser, mayOpenBrowser: () => true }));

let out: string[];
let err: string[];
beforeEach(() => {
  out = [];
  err = [];
  vi.spyOn(console, 'log').mockImplementation(line => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation(line => void err.push(line));
});

/** Runs the server until `act` is done. */
async function during(options: { open?: boolean }, act: (link: string) => Promise<void>): Promise<number> {
  const stop = new AbortController();
  const code = runServe({ ...options, signal: stop.signal });
  await vi.waitFor(() => expect(out.length).toBeGreaterThan(1));
  await act(/http:\S+/.exec(out[0] ?? '')?.[0] ?? '');
  stop.abort();
  return code;
}

test('prints a link that opens a session, says how long it is good, and ends with 0', async () => {
  const code = await during({}, async link => {
    const { origin, hash } = new URL(link);
    const response = await fetch(`${origin}/session`, {
      method: 'POST',
      body: JSON.stringify({ token: hash.slice(3) }),
    });
    expect(response.status).toBe(200);
  });
  expect(code).toBe(0);
  expect(out[1]).toContain('60 seconds');
  expect(openBrowser).not.toHaveBeenCalled();
});

test('Enter prints a fresh link', async () => {
  await during({}, async first => {
    process.stdin.emit('data', Buffer.from('\n'));
    await vi.waitFor(() => expect(out).toHaveLength(3));
    expect(out[2]).toMatch(/^Bindery is at http:/);
    expect(out[2]).not.toContain(first);
  });
});

test.each([
  [true, 2],
  [false, 3],
])('opens the browser where asked; started: %s', async (started, lines) => {
  openBrowser.mockResolvedValueOnce(started);
  await during({ open: true }, async link => {
    expect(openBrowser).toHaveBeenCalledWith(link);
    await vi.waitFor(() => expect(out).toHaveLength(lines));
  });
});

test('a port in use is a sentence, not a stack', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  expect(await runServe({ port })).toBe(1);
  expect(err).toEqual([
    `Port ${port} on 127.0.0.1 is in use by another program. Choose another with --port, or leave --port out.`,
  ]);
  other.close();
});

test('a recorded host that is not there is a sentence too', async () => {
  expect(await runServe({ root: '/nowhere' })).toBe(1);
  expect(err).toEqual(['--root names /nowhere, which is no folder that can be read (ENOENT).']);
});
