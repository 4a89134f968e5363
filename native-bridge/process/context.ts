/** What an operation has at hand while it runs in the bridge process. */
import type { Kernel } from '../kernel-calls.ts';
import type { Handles } from './handles.ts';
import type { Operation } from './protocol.ts';

export type Context<Progress = never> = {
  kernel: Kernel;
  handles: Handles;
  /** Aborted by a cancel. Long operations look at it between two calls into the kernel. */
  signal: AbortSignal;
  /** As often as it likes: what is sent is thinned out. */
  report: (progress: Progress) => void;
};

/** One function per operation of a group. */
export type Handlers<Ops extends Record<keyof Ops, Operation>> = {
  [N in keyof Ops]: (
    request: Ops[N]['request'],
    context: Context<Ops[N]['progress']>,
  ) => Ops[N]['answer'] | Promise<Ops[N]['answer']>;
};
