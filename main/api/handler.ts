/**
 * The one fetch handler of all shells: the API below /api/, the built window below /.
 *
 * The Electron window calls it as a protocol handler, the web shell behind a loopback server.
 */
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { type Assets, serveAsset } from './assets.ts';
import { bugMessage, reportBug } from './bug.ts';
import { refuse } from './refusal.ts';
import { type ApiContext, router } from './router.ts';
import { securityHeaders } from './security-headers.ts';

export type Handler = (request: Request) => Promise<Response>;

export type HandlerOptions = { context: ApiContext; assets: Assets };

/** Rejects never: a bug is answered with 500, a JSON body and an id whose stack is on standard error. */
export function createHandler({ context, assets }: HandlerOptions): Handler {
  return async request => {
    try {
      return withHeaders(await (isApi(request) ? callApi(request, context) : serveAsset(assets, request)));
    } catch (error) {
      const id = reportBug(error, `${request.method} ${new URL(request.url).pathname}`);
      return withHeaders(refuse(500, bugMessage(id), { bugId: id }));
    }
  };
}

/** Whether a request is for the API, which is the part that needs a session in the web shell. */
export function isApi(request: { url: string }): boolean {
  const { pathname } = new URL(request.url);
  return pathname === '/api' || pathname.startsWith('/api/');
}

function callApi(request: Request, context: ApiContext): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api',
    router,
    req: request,
    createContext: () => context,
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') reportBug(error, `the call ${path ?? '(unknown)'}`);
    },
  });
}

/** Adds what every answer carries, and keeps it out of caches unless it says otherwise. */
export function withHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  return response;
}
