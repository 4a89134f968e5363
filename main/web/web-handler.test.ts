import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Handler } from '../api/handler.ts';
import { Gate } from './gate.ts';
import { createWebHandler, SESSION_HEADER } from './web-handler.ts';

const app = vi.fn<Handler>(async () => new Response('the app'));
let gate: Gate;
let web: Handler;
beforeEach(() => {
  app.mockClear();
  gate = new Gate();
  web = createWebHandler({ handler: app, gate });
});

type Call = { method?: string; headers?: Record<string, string>; body?: string };
const ask = (path: string, { method = 'GET', headers = {}, body }: Call = {}) =>
  web(
    new Request(`http://127.0.0.1${path}`, {
      method,
      headers: { host: '127.0.0.1:4000', ...headers },
      ...(body !== undefined && { body }),
    }),
  );
const open = (token: string) => ask('/session', { method: 'POST', body: JSON.stringify({ token }) });

describe('names', () => {
  test.each(['127.0.0.1:4000', '127.0.0.1', 'localhost:9000', 'LOCALHOST:1', '[::1]:4000'])(
    'Host %s is let in',
    async host => {
      expect((await ask('/', { headers: { host } })).status).toBe(200);
    },
  );

  test.each([
    '',
    'evil.example',
    'evil.example:4000',
    '127.0.0.1.evil.example',
    'localhost.evil.example:4000',
    '127.0.0.1:4000@evil.example',
    '192.168.1.2:4000',
    '0.0.0.0:4000',
    '127.0.0.1:4000:1',
  ])('Host "%s" is refused', async host => {
    const response = await ask('/', { headers: { host } });
    expect(response.status).toBe(403);
    expect(app).not.toHaveBeenCalled();
  });

  test('the page’s own origin is let in, through a forwarded port too', async () => {
    expect((await ask('/', { headers: { origin: 'http://127.0.0.1:4000' } })).status).toBe(200);
    expect((await ask('/', { headers: { host: 'localhost:9000', origin: 'http://localhost:9000' } })).status).toBe(200);
  });

  test.each([
    'http://127.0.0.1:4001',
    'http://localhost:4000',
    'https://127.0.0.1:4000',
    'https://evil.example',
    'null',
    '',
  ])('Origin "%s" is refused, even with a session', async origin => {
    const session = gate.exchange(gate.issueToken()) ?? '';
    const response = await ask('/api/about', { headers: { origin, [SESSION_HEADER]: session } });
    expect(response.status).toBe(403);
    expect(app).not.toHaveBeenCalled();
  });

  test('a stranger cannot use a token', async () => {
    const token = gate.issueToken();
    const stolen = await ask('/session', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: JSON.stringify({ token }),
    });
    expect(stolen.status).toBe(403);
    expect((await open(token)).status).toBe(200);
  });
});

describe('the session', () => {
  test('a token is exchanged for a key, and the key opens the API', async () => {
    const response = await open(gate.issueToken());
    expect(response.status).toBe(200);
    const { session } = await response.json();
    expect((await ask('/api/about', { headers: { [SESSION_HEADER]: session } })).status).toBe(200);
  });

  test('a token works once', async () => {
    const token = gate.issueToken();
    expect((await open(token)).status).toBe(200);
    const again = await open(token);
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ error: { message: expect.stringContaining('used or has expired') } });
  });

  test.each(['', '{}', '{"token":7}', 'token'])('a body of %j is refused', async body => {
    expect((await ask('/session', { method: 'POST', body })).status).toBe(400);
  });

  test('only POST opens a session', async () => {
    expect((await ask('/session')).status).toBe(405);
  });

  test.each(['/api/about', '/api', '/api/host.scan?input={}', '/api/../api/about', '/%61pi/../api/x'])(
    '%s needs a session',
    async path => {
      for (const headers of [{}, { [SESSION_HEADER]: 'guess' }, { cookie: 'session=1' }]) {
        const response = await ask(path, { headers });
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ error: { data: { httpStatus: 401 } } });
      }
      expect(app).not.toHaveBeenCalled();
    },
  );

  test('the window’s files need none', async () => {
    expect(await (await ask('/assets/index.js')).text()).toBe('the app');
  });

  test('a refusal carries the security headers, no cookie and no CORS', async () => {
    const { headers } = await ask('/api/about');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect([...headers.keys()].filter(name => /cookie|access-control/.test(name))).toEqual([]);
  });
});
