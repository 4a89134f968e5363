/** What the window asks the server for. A host is read when it is opened and when the user says so, never behind their back. */
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from './client.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The server is on this machine: "offline" says nothing about it, and a failure is not a hiccup.
      networkMode: 'always',
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
  },
});

export const sourcesQuery = queryOptions({ queryKey: ['sources'], queryFn: () => api.host.sources.query() });

export const aboutQuery = queryOptions({ queryKey: ['about'], queryFn: () => api.about.query() });

export const scanQuery = (source: string) =>
  queryOptions({ queryKey: ['scan', source], queryFn: () => api.host.scan.query({ source }) });
