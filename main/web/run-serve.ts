/** `bindery serve`: composes the app, serves it on 127.0.0.1, prints the link and stays until it is told to end. */
import { createInterface } from 'node:readline';
import { composeHandler } from '../compose.ts';
import { mayOpenBrowser, openBrowser } from './open-browser.ts';
import { type LoopbackServer, serve } from './serve.ts';

export type RunServeOptions = {
  /** 0 or absent: one that is free. */
  port?: number | undefined;
  /** A recorded host, offered beside the live one. */
  root?: string | undefined;
  /** Opens the link in the user's browser where there is one. Absent: no. */
  open?: boolean | undefined;
  /** Ends the server like Ctrl-C does. */
  signal?: AbortSignal | undefined;
};

const HOST = '127.0.0.1';

/** The exit code: 0 after Ctrl-C, 1 when the folder or the port cannot be had, which standard error explains. */
export async function runServe({ port = 0, root, open = false, signal }: RunServeOptions): Promise<number> {
  let server: LoopbackServer;
  try {
    server = await serve({ handler: composeHandler({ shell: 'web', root }), host: HOST, port });
  } catch (error) {
    const reason = explainStart(error, { port, root });
    if (reason === undefined) throw error;
    console.error(reason);
    return 1;
  }
  const told = toldToEnd(signal);
  const link = server.freshLink();
  console.log(`Bindery is at ${link}`);
  console.log('The link opens once, within 60 seconds. Enter prints a fresh one, Ctrl-C ends Bindery.');
  // Only a line from the user makes a new link: one that renewed itself could stand in a log, still good.
  const keyboard = createInterface({ input: process.stdin });
  keyboard.on('line', () => console.log(`Bindery is at ${server.freshLink()}`));
  if (open && mayOpenBrowser({ env: process.env, uid: process.getuid?.() })) void showInBrowser(link);
  await told.promise;
  keyboard.close();
  await server.close();
  told.forget();
  return 0;
}

async function showInBrowser(link: string): Promise<void> {
  if (!(await openBrowser(link))) console.log('No browser could be started. Open the link yourself.');
}

/** undefined: the user can do nothing about it. */
function explainStart(error: unknown, { port, root }: { port: number; root: string | undefined }): string | undefined {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${HOST} is in use by another program. Choose another with --port, or leave --port out.`;
  }
  if (code === 'EACCES' && syscall === 'listen') {
    return `Port ${port} is reserved for root. Choose one above 1023, or leave --port out.`;
  }
  if (root !== undefined && (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES')) {
    return `--root names ${root}, which is no folder that can be read (${code}).`;
  }
  return undefined;
}

/** Until `forget`, a second Ctrl-C changes nothing: the first one is being obeyed. */
function toldToEnd(signal: AbortSignal | undefined): { promise: Promise<void>; forget(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, end);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  return {
    promise,
    forget() {
      for (const name of signals) process.off(name, end);
    },
  };
}
