/** JSON values, one a line, over a socket that the other side connects to: no race, so nobody has to try again. */
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export type JsonLines = { send: (value: unknown) => void; close: () => void };

/** @param onValue is called for each line; lines that are no JSON are skipped. Resolves when the server listens. */
export async function listenForJson(path: string, onValue: (value: unknown) => void): Promise<JsonLines> {
  const { promise: isListening, resolve, reject } = Promise.withResolvers<void>();
  let peer: Socket | undefined;
  const waiting: string[] = [];
  const server = createServer(socket => {
    peer = socket;
    // The other side may die at any time; that it did is known from its process.
    socket.on('error', () => {});
    for (const text of waiting.splice(0)) socket.write(text);
    createInterface({ input: socket })
      .on('line', line => {
        const value = parse(line);
        if (value !== undefined) onValue(value);
      })
      // It repeats the socket's.
      .on('error', () => {});
  });
  server.once('error', reject).listen(path, resolve);
  await isListening;
  return {
    send: value => {
      const text = `${JSON.stringify(value)}\n`;
      if (peer) peer.write(text);
      else waiting.push(text);
    },
    close: () => {
      peer?.destroy();
      server.close();
    },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
