import { describe, expect, test, vi } from 'vitest';
import type { HostSources } from '../app/ports.ts';
import type { Assets } from './assets.ts';
import { createHandler } from './handler.ts';

const files: Record<string, string> = {
  'index.html': '<!doctype html><title>Bindery</title>',
  'assets/index-abc123.js': 'export {};',
  'assets/index-abc123.css': 'body {}',
  'icon.svg': '<svg/>',
};
const read = vi.fn<Assets['read']>(async path => {
  const text = files[path];
  return text === undefined ? undefined : new TextEncoder().encode(text);
});
const sources: HostSources = {
  list: () => [{ id: 'live', kind: 'live', title: 'This host', description: 'The machine Bindery runs on.' }],
  scanner: id => (id === 'broken' ? { scan: () => Promise.reject(new Error('secret detail')) } : undefined),
};
const handler = createHandler({
  context: { sources, about: { version: '1.2.3', shell: 'web' } },
  assets: { read },
});
const get = (path: string, init?: RequestInit) => handler(new Request(`http://127.0.0.1${path}`, init));
const scan = (source: string) => get(`/api/host.scan?input=${encodeURIComponent(JSON.stringify({ source }))}`);

describe('the API', () => {
  test('answers a call', async () => {
    const response = await get('/api/about');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ result: { data: { version: '1.2.3', shell: 'web' } } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('answers on the address of the Electron window', async () => {
    const response = await handler(new Request('bindery://app/api/host.sources'));
    expect(await response.json()).toMatchObject({ result: { data: [{ id: 'live' }] } });
  });

  test('answers several calls in one request', async () => {
    const response = await get('/api/about,host.sources?batch=1&input=%7B%7D');
    expect(await response.json()).toHaveLength(2);
  });

  test('names a source that does not exist, without a stack', async () => {
    const response = await scan('elsewhere');
    expect(response.status).toBe(404);
    const text = await response.text();
    expect(text).toContain('There is no host source named');
    expect(text).not.toContain('stack');
  });

  test('refuses input that is not the schema', async () => {
    expect((await get('/api/host.scan?input=7')).status).toBe(400);
  });

  test('a call that does not exist is 404', async () => {
    expect((await get('/api/nonsense')).status).toBe(404);
  });

  test('a bug is 500 with an id; the stack goes to standard error only', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const response = await scan('broken');
    expect(response.status).toBe(500);
    const body = await response.json();
    expect(JSON.stringify(body)).not.toContain('secret detail');
    const id: string = body.error.data.bugId;
    expect(body.error.message).toContain(id);
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]?.[0]).toMatch(
      new RegExp(`^Bug ${id} in the call host.scan: .*secret detail\\n +at `, 's'),
    );
  });
});

describe('the window’s files', () => {
  test.each([
    ['/', 'index.html', 'text/html; charset=utf-8', 'no-store'],
    ['/devices', 'index.html', 'text/html; charset=utf-8', 'no-store'],
    ['/devices/0000:01:00.0', 'index.html', 'text/html; charset=utf-8', 'no-store'],
    ['/icon.svg', 'icon.svg', 'image/svg+xml', 'no-store'],
    [
      '/assets/index-abc123.js',
      'assets/index-abc123.js',
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ],
    [
      '/assets/index-abc123.css',
      'assets/index-abc123.css',
      'text/css; charset=utf-8',
      'public, max-age=31536000, immutable',
    ],
  ])('%s', async (path, file, type, caching) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(files[file]);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe(caching);
  });

  test('HEAD has the length and no body', async () => {
    const response = await get('/icon.svg', { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('6');
    expect(await response.text()).toBe('');
  });

  test.each(['/assets/missing.js', '/package.json', '/.env.json'])('%s is 404', async path => {
    expect((await get(path)).status).toBe(404);
  });

  test.each([
    '/..%2f..%2fetc/shadow.txt',
    '/assets/..%2f..%2fpackage.json',
    '/%2e%2e%2fpackage.json',
    '/%2fetc%2fx.txt',
    '//etc/x.txt',
    '/assets%5c..%5cx.js',
    '/a%00.js',
    '/%ff.js',
    '/assets/.hidden.js',
  ])('%s never reaches the file system', async path => {
    read.mockClear();
    expect((await get(path)).status).toBe(404);
    expect(read).not.toHaveBeenCalled();
  });

  test('other methods are refused', async () => {
    expect((await get('/', { method: 'POST' })).status).toBe(405);
  });

  test('a window that is not built says what to run', async () => {
    const bare = createHandler({
      context: { sources, about: { version: '0', shell: 'web' } },
      assets: { read: async () => undefined },
    });
    const response = await bare(new Request('http://127.0.0.1/'));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('npm run build');
  });

  test('a bug in reading is 500 with an id', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    read.mockRejectedValueOnce(new Error('the disk is gone'));
    const response = await get('/icon.svg');
    expect(response.status).toBe(500);
    const { error } = await response.json();
    expect(error.message).not.toContain('disk');
    expect(log.mock.calls[0]?.[0]).toContain(error.data.bugId);
  });
});

test.each(['/', '/icon.svg', '/missing.js', '/api/about', '/api/nonsense'])(
  '%s carries the security headers',
  async path => {
    const { headers } = await get(path);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  },
);
