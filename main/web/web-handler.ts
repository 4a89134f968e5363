/**
 * The handler behind the loopback gate: names first, then the session, then the app.
 *
 * - `Host` must be a loopback name, at any port (SSH forwards to other ports): a page that rebinds its DNS name to
 *   127.0.0.1 still sends its own name.
 * - `Origin`, where the browser sends one, must be that same host. There is no CORS answer and no cookie: cookies do
 *   not tell ports of one host apart.
 * - `POST /session` with `{ token }` gives `{ session }`; the API wants that key in the header `x-bindery-session`.
 *   The window's own files are no secret and need none.
 */
import { z } from 'zod';
import { type Handler, isApi, withHeaders } from '../api/handler.ts';
import { refuse } from '../api/refusal.ts';
import type { Gate } from './gate.ts';

export const SESSION_HEADER = 'x-bindery-session';

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const exchange = z.object({ token: z.string() });

export function createWebHandler({ handler, gate }: { handler: Handler; gate: Gate }): Handler {
  return async request => {
    const refusal = refuseStranger(request);
    if (refusal) return withHeaders(refusal);
    if (new URL(request.url).pathname === '/session') return withHeaders(await openSession(request, gate));
    if (isApi(request) && !gate.isOpenFor(request.headers.get(SESSION_HEADER))) {
      return withHeaders(refuse(401, 'This page has no session with Bindery. Open a fresh link.'));
    }
    return handler(request);
  };
}

function refuseStranger(request: Request): Response | undefined {
  const host = request.headers.get('host') ?? '';
  if (!loopbackHost.test(host)) return refuse(403, `Bindery answers to loopback names only, not to "${host}".`);
  const origin = request.headers.get('origin');
  if (origin !== null && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return refuse(403, `Bindery answers to its own page only, not to ${origin}.`);
  }
  return undefined;
}

async function openSession(request: Request, gate: Gate): Promise<Response> {
  if (request.method !== 'POST') return refuse(405, 'A session is opened with POST.');
  const body = exchange.safeParse(await request.json().catch(() => undefined));
  if (!body.success) return refuse(400, 'A session is opened with a JSON body { "token": "..." }.');
  const session = gate.exchange(body.data.token);
  return session === undefined
    ? refuse(401, 'This link was used or has expired. Open a fresh link.')
    : Response.json({ session });
}
