/**
 * What the page learns of a failed call: the message for an expected refusal, an id for a bug, never a stack.
 */
import type { TRPCDefaultErrorShape, TRPCError } from '@trpc/server';
import { bugMessage, reportBug } from './bug.ts';

export type ErrorShape = TRPCDefaultErrorShape & {
  data: {
    /** Of a bug: the same id is in the log. */
    bugId?: string;
  };
};

export function formatError({ shape, error }: { shape: TRPCDefaultErrorShape; error: TRPCError }): ErrorShape {
  const { stack: _, ...data } = shape.data;
  if (error.code !== 'INTERNAL_SERVER_ERROR') return { ...shape, data };
  const bugId = reportBug(error, `the call ${data.path ?? '(unknown)'}`);
  return { ...shape, message: bugMessage(bugId), data: { ...data, bugId } };
}
