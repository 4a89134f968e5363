import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Handler } from '../api/handler.ts';
import { MAX_BODY_BYTES } from './node-http.ts';
import { type LoopbackServer, serve } from './serve.ts';
import { SESSION_HEADER } from './web-handler.ts';

const app = vi.fn<Handler>(
  async asked => new Response(`${asked.method} ${new URL(asked.url).pathname} ${await asked.text()}`),
);
let server: LoopbackServer;
beforeEach(async () => {
  server = await serve({ handler: app, host: '127.0.0.1', port: 0 });
});
afterEach(() => server.close());

const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;
const open = (link: string) =>
  fetch(url('/session'), { method: 'POST', body: JSON.stringify({ token: new URL(link).hash.slice('#t='.length) }) });

test('a fresh link opens a session once, and the session reaches the app', async () => {
  const link = server.freshLink();
  expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#t=[\\w-]{43}$`));
  const { session } = await (await open(link)).json();
  expect((await open(link)).status).toBe(401);
  const response = await fetch(url('/api/x'), {
    method: 'POST',
    headers: { [SESSION_HEADER]: session },
    body: 'hello',
  });
  expect(await response.text()).toBe('POST /api/x hello');
});

test('a session key is valid for its own server only', async () => {
  const other = await serve({ handler: app, host: '127.0.0.1', port: 0 });
  const { session } = await (await open(server.freshLink())).json();
  const response = await fetch(`http://127.0.0.1:${other.port}/api/x`, { headers: { [SESSION_HEADER]: session } });
  expect(response.status).toBe(401);
  await other.close();
});

test('a body over the limit is refused, announced or not', async () => {
  const announced = await fetch(url('/session'), { method: 'POST', body: new Uint8Array(MAX_BODY_BYTES + 1) });
  expect(announced.status).toBe(413);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(url('/session'), { method: 'POST' }, response => {
      resolve(response.statusCode);
      response.resume();
    });
    call.once('error', reject);
    // No content-length: chunked.
    call.write(Buffer.alloc(MAX_BODY_BYTES / 2));
    call.end(Buffer.alloc(MAX_BODY_BYTES / 2 + 1));
  });
  expect(status).toBe(413);
});

test('streams an answer as it comes', async () => {
  let more: ReadableStreamDefaultController<Uint8Array> | undefined;
  app.mockImplementationOnce(
    async () => new Response(new ReadableStream<Uint8Array>({ start: controller => void (more = controller) })),
  );
  const reader = (await fetch(url('/stream'))).body?.getReader();
  more?.enqueue(Buffer.from('one'));
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one');
  more?.close();
  expect((await reader?.read())?.done).toBe(true);
});

test('tells the app when the browser went away', async () => {
  const seen = new Promise<void>(resolve => {
    app.mockImplementationOnce(async asked => {
      asked.signal.addEventListener('abort', () => resolve());
      return new Response(new ReadableStream());
    });
  });
  const abort = new AbortController();
  await fetch(url('/stream'), { signal: abort.signal });
  abort.abort();
  await seen;
});

test.each([
  [
    'a request for another host in its request line',
    'GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    '400',
  ],
  ['a foreign Host', 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', '403'],
  ['no Host', 'GET / HTTP/1.0\r\n\r\n', '403'],
  ['two Hosts', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n', '403'],
  ['a method that fetch forbids', 'TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', '400'],
])('%s is refused', async (_, text, status) => {
  app.mockClear();
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.once('data', data => {
      resolve(String(data));
      socket.destroy();
    });
    socket.once('error', reject);
  });
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(app).not.toHaveBeenCalled();
});

test('a bug in the handler ends the connection and is logged', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  app.mockRejectedValueOnce(new Error('boom'));
  await expect(fetch(url('/'))).rejects.toThrow();
  expect(log.mock.calls[0]?.[0]).toContain('boom');
});

test('a port in use rejects with its errno', async () => {
  await expect(serve({ handler: app, host: '127.0.0.1', port: server.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
