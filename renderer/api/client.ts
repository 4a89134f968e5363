/** The typed client of main/api. */
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { inferRouterOutputs } from '@trpc/server';
import type { Router } from '../../main/api/router.ts';
import { SessionRefused, sessionHeaders } from './session.ts';

/** A host that the server offers. */
export type ServedSource = inferRouterOutputs<Router>['host']['sources'][number];

/** Any host that can be open: the server's, and a snapshot from a file, which only this window knows. */
export type HostSource = ServedSource | { id: string; kind: 'file'; title: string; description: string };

export const api = createTRPCClient<Router>({
  links: [
    httpLink({
      url: '/api',
      headers: sessionHeaders,
      fetch: async (url, options) => {
        // The client's own type of the signal is wider than the DOM's.
        const answer = await fetch(url, options as RequestInit);
        // The gate in front of the API answers in its own words, which the client could not read.
        if (answer.status === 401) throw new SessionRefused();
        return answer;
      },
    }),
  ],
});

export function isSessionRefused(error: unknown): boolean {
  return error instanceof SessionRefused || (error instanceof TRPCClientError && error.cause instanceof SessionRefused);
}

/** No answer at all: the server was stopped, or the SSH forwarding was. */
export function isServerGone(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof TRPCClientError && error.cause instanceof TypeError);
}
