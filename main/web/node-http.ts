/** Node's HTTP messages as fetch's Request and Response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Larger than any call that the page makes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The request could not be taken; nothing of it reached the app. */
export class RequestRefused extends Error {
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws RequestRefused */
export async function toRequest(message: IncomingMessage, gone: AbortSignal): Promise<Request> {
  // Only the origin form: `GET http://elsewhere/` would name a host that the Host check never saw.
  if (!message.url?.startsWith('/')) throw new RequestRefused(400, 'The request must name a path.');
  const method = message.method ?? 'GET';
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headersDistinct)) {
    for (const one of value ?? []) headers.append(name, one);
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  try {
    return new Request(`http://127.0.0.1${message.url}`, {
      method,
      headers,
      signal: gone,
      ...(hasBody && { body: await readBody(message) }),
    });
  } catch (error) {
    if (error instanceof TypeError) throw new RequestRefused(400, `The request is malformed: ${error.message}.`);
    throw error;
  }
}

async function readBody(message: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new RequestRefused(413, `The request's body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (Number(message.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // Not destroyed on an early end: the refusal still has to travel back on the same socket.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) {
    outgoing.end();
    return;
  }
  // Node keeps the headers back until the first byte, which a stream may send much later.
  outgoing.flushHeaders();
  await pipeline(Readable.fromWeb(response.body), outgoing);
}
