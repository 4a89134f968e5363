/**
 * `protocol.handle` over a loopback port: Chromium refuses schemes that it does not know, so `bindery://app/x` becomes
 * `http://app.bindery.localhost:PORT/x` on its way to the page and back again on its way to the app.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ProtocolHandler = (request: Request) => Response | Promise<Response>;

export class ProtocolServer {
  readonly #handlers = new Map<string, ProtocolHandler>();
  #port = 0;

  handle(scheme: string, handler: ProtocolHandler): void {
    this.#handlers.set(scheme, handler);
  }

  toHttp(url: string): string {
    return url.replace(/^(\w+):\/\/([^/]+)/, (_, scheme, host) => `http://${host}.${scheme}.localhost:${this.#port}`);
  }

  toApp(url: string): string {
    return url.replace(new RegExp(`^http://([^/]+)\\.(\\w+)\\.localhost:${this.#port}`), '$2://$1');
  }

  async listen(): Promise<void> {
    const server = createServer((incoming, outgoing) => void this.#answer(incoming, outgoing));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = this.toApp(`http://${incoming.headers.host}${incoming.url}`);
    const { method = 'GET' } = incoming;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const body = hasBody ? Buffer.concat(await Array.fromAsync(incoming)) : null;
    const headers = { 'content-type': incoming.headers['content-type'] ?? '' };
    const response = await this.#handlers.get(new URL(url).protocol.slice(0, -1))?.(
      new Request(url, { method, headers, body }),
    );
    outgoing.writeHead(response?.status ?? 404, Object.fromEntries(response?.headers ?? []));
    for await (const chunk of response?.body ?? []) outgoing.write(chunk);
    outgoing.end();
  }
}
