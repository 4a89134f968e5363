/**
 * An answer that is no success, in tRPC's error envelope, so that the page's client reads it like any failed call.
 *
 * Source: tRPC 11, "HTTP RPC Specification", error responses; the numbers are JSON-RPC 2.0 codes as tRPC assigns them.
 */
const codes = {
  400: ['BAD_REQUEST', -32600],
  401: ['UNAUTHORIZED', -32001],
  403: ['FORBIDDEN', -32003],
  405: ['METHOD_NOT_SUPPORTED', -32005],
  413: ['PAYLOAD_TOO_LARGE', -32013],
  500: ['INTERNAL_SERVER_ERROR', -32603],
} as const;

export type RefusalStatus = keyof typeof codes;

export function refuse(status: RefusalStatus, message: string, facts: Readonly<Record<string, string>> = {}): Response {
  const [code, number] = codes[status];
  const error = { message, code: number, data: { code, httpStatus: status, ...facts } };
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store' } });
}
