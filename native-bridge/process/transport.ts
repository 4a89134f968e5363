/** A way to a bridge process: a forked child. Tests put a pretended kernel in its place. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { BridgeEnd } from './bridge-died.ts';
import type { FromHost, ToHost } from './protocol.ts';

export type TransportEvents = { message: (message: FromHost) => void; end: (end: BridgeEnd) => void };

export interface Transport {
  /** undefined: it was never started. */
  readonly pid: number | undefined;
  send(message: ToHost): void;
  /** `end` follows when all that it held is released. */
  kill(reason: string): void;
  /** Whether it keeps the program alive. */
  hold(isNeeded: boolean): void;
}

export type StartTransport = (events: TransportEvents) => Transport;

export type ForkOptions = {
  /** Absent: bridge-host beside this module. */
  entry?: string;
  /** Node or Electron. Absent: the one that runs this. */
  execPath?: string;
};

/** Background calls block a thread each; with libuv's four, four of them would stall all else. */
const THREADS = 16;
const LAST_WORDS_CHARS = 4096;

// Beside this module, as source in the repository and as bundle in the app.
const defaultEntry = () =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './bridge-host.ts' : './bridge-host.js', import.meta.url));

export function forkTransport({
  entry = defaultEntry(),
  execPath = process.execPath,
}: ForkOptions = {}): StartTransport {
  return events => new ForkedTransport(entry, execPath, events);
}

class ForkedTransport implements Transport {
  readonly #child: ChildProcess;
  #reason: string | null = null;
  #lastWords = '';

  constructor(entry: string, execPath: string, events: TransportEvents) {
    // Options for Node of the parent (an inspector's port, a loader) are not meant for this child.
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = fork(entry, [], {
      execPath,
      execArgv: [],
      env: { ...env, ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: String(THREADS) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#lastWords = (this.#lastWords + data.toString()).slice(-LAST_WORDS_CHARS);
    });
    this.#child.on('message', message => events.message(message as FromHost));
    this.#child.once('error', error => {
      this.#reason ??= `it could not be started or reached (${error.message})`;
      // Without a process there is no `close` to wait for.
      if (this.#child.pid === undefined) events.end(this.#end(null, null));
    });
    this.#child.once('close', (exitCode, signal) => events.end(this.#end(exitCode, signal)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToHost): void {
    // A child that is gone says so by `close`.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(reason: string): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  hold(isNeeded: boolean): void {
    const { channel, stderr } = this.#child;
    // A pipe of a child is a socket, whatever its type says.
    for (const handle of [this.#child, channel, stderr as Socket | null]) {
      if (isNeeded) handle?.ref?.();
      else handle?.unref?.();
    }
  }

  #end(exitCode: number | null, signal: string | null): BridgeEnd {
    return { exitCode, signal, reason: this.#reason, lastWords: this.#lastWords };
  }
}
