/** The loopback server: the same handler as the window's, on 127.0.0.1, behind the gate. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { reportBug } from '../api/bug.ts';
import { type Handler, withHeaders } from '../api/handler.ts';
import { refuse } from '../api/refusal.ts';
import { Gate } from './gate.ts';
import { RequestRefused, sendResponse, toRequest } from './node-http.ts';
import { createWebHandler } from './web-handler.ts';

export type ServeOptions = {
  handler: Handler;
  /** 127.0.0.1 and nothing wider: the gate is made for a loopback port. */
  host: '127.0.0.1';
  /** 0: one that is free. */
  port: number;
  gate?: Gate;
};

export type LoopbackServer = {
  port: number;
  /** A link that opens the app once, within 60 seconds. It ends the link before it. */
  freshLink(): string;
  /** Ends running answers too. */
  close(): Promise<void>;
};

/** @throws ErrnoException EADDRINUSE or EACCES when the port cannot be had. */
export async function serve({ handler, host, port, gate = new Gate() }: ServeOptions): Promise<LoopbackServer> {
  const webHandler = createWebHandler({ handler, gate });
  const server = createServer((incoming, outgoing) => void answer(webHandler, incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server listens on no port.');
  return {
    port: address.port,
    // The token is in the fragment: browsers send it to no server, and so it is in no log and no Referer.
    freshLink: () => `http://${host}:${address.port}/#t=${gate.issueToken()}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    await sendResponse(await handler(await toRequest(incoming, gone.signal)), outgoing);
  } catch (error) {
    if (error instanceof RequestRefused && !outgoing.headersSent) {
      // What is left of the request is not read, so the connection cannot be used again.
      outgoing.setHeader('connection', 'close');
      await sendResponse(withHeaders(refuse(error.status, error.message)), outgoing).catch(() => outgoing.destroy());
      return;
    }
    // The other side went away while we answered: its business, not a bug.
    if (!gone.signal.aborted && !incoming.errored) reportBug(error, 'the loopback server');
    outgoing.destroy();
  }
}
