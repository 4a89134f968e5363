/**
 * The one typed API of all shells. Input and output are core's values; expected failures are values too, only
 * bugs reject.
 */
import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { HostSources } from '../app/ports.ts';
import { formatError } from './error-formatter.ts';

export type ApiContext = {
  sources: HostSources;
  about: About;
};

export type About = {
  version: string;
  /** Which shell serves this window. */
  shell: 'electron' | 'web';
};

const t = initTRPC.context<ApiContext>().create({ isDev: false, errorFormatter: formatError });

export const router = t.router({
  about: t.procedure.query(({ ctx }) => ctx.about),
  host: t.router({
    sources: t.procedure.query(({ ctx }) => ctx.sources.list()),
    /** Reads the host anew at every call. */
    scan: t.procedure.input(z.object({ source: z.string() })).query(({ ctx, input }) => {
      const scanner = ctx.sources.scanner(input.source);
      if (!scanner)
        throw new TRPCError({ code: 'NOT_FOUND', message: `There is no host source named "${input.source}".` });
      return scanner.scan();
    }),
  }),
});

export type Router = typeof router;
