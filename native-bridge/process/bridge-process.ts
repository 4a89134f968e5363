/** One bridge process and the calls that are under way in it. It is never started again: who wants another makes one. */
import { BridgeDied, type BridgeEnd } from './bridge-died.ts';
import type { FromHost, OperationName } from './protocol.ts';
import type { StartTransport, Transport } from './transport.ts';
import { decodeError } from './wire-error.ts';

type Pending = {
  name: string;
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
  onProgress: (progress: unknown) => void;
  signal: AbortSignal | undefined;
};

/** A cancel answers within 100 ms: the process gets the first part of them to answer itself. */
const CANCEL_GRACE_MS = 60;
/** Node, ffi-rs and libc on a slow machine. */
const START_MS = 30_000;

export type CallOptions<Progress> = {
  /** Rejects the call with the signal's reason within 100 ms, if need be by ending the process. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
};

export class BridgeProcess {
  /** Settles when the process is gone, and with it all that it held. */
  readonly ended: Promise<BridgeEnd>;
  readonly #transport: Transport;
  readonly #pending = new Map<number, Pending>();
  readonly #started: Promise<void>;
  #end: BridgeEnd | null = null;
  #nextId = 1;

  constructor(start: StartTransport) {
    const ended = Promise.withResolvers<BridgeEnd>();
    const started = Promise.withResolvers<void>();
    this.ended = ended.promise;
    this.#started = started.promise;
    this.#transport = start({
      message: message => {
        if (message.kind === 'ready') started.resolve();
        else this.#receive(message);
      },
      end: end => {
        this.#giveUp(end);
        started.resolve();
        ended.resolve(end);
      },
    });
    const timer = setTimeout(() => this.kill(`it did not start within ${START_MS / 1000} seconds`), START_MS);
    timer.unref();
    this.#transport.hold(false);
    void this.#started.finally(() => clearTimeout(timer));
  }

  get pid(): number | undefined {
    return this.#transport.pid;
  }

  /** No call can be made any more. */
  get isOver(): boolean {
    return this.#end !== null;
  }

  /** @throws BridgeDied, the signal's reason, or what the operation throws. */
  async call(name: OperationName, request: object, options: CallOptions<unknown> = {}): Promise<unknown> {
    const { signal, onProgress = () => {} } = options;
    signal?.throwIfAborted();
    if (this.#end) throw new BridgeDied(name, this.#end);
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { name, resolve, reject, onProgress, signal });
    this.#transport.hold(true);
    const cancel = () => this.#cancel(id);
    signal?.addEventListener('abort', cancel);
    try {
      // Not before it listens. If it dies first, that rejects the call.
      void this.#started.then(() => this.#send(id, name, request));
      return await promise;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#pending.delete(id);
      this.#transport.hold(this.#pending.size > 0);
    }
  }

  /** All calls under way are rejected now; `ended` settles when the kernel has released everything. */
  kill(reason: string): void {
    this.#giveUp({ exitCode: null, signal: 'SIGKILL', reason, lastWords: '' });
    // Whoever waits for the end must not be left by the event loop.
    this.#transport.hold(true);
    this.#transport.kill(reason);
  }

  #send(id: number, name: OperationName, request: object): void {
    if (this.#pending.has(id)) this.#transport.send({ kind: 'request', id, name, request });
  }

  #receive(message: Exclude<FromHost, { kind: 'ready' }>): void {
    // Late words about a call that was rejected are dropped.
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'progress') pending.onProgress(message.progress);
    else if (message.kind === 'answer') pending.resolve(message.answer);
    else pending.reject(decodeError(message.error, pending.name, pending.signal?.reason));
  }

  #cancel(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#transport.send({ kind: 'cancel', id });
    setTimeout(() => {
      if (this.#pending.get(id) !== pending) return;
      pending.reject(pending.signal?.reason);
      // It is inside a call that cannot be interrupted: only its end interrupts that.
      this.kill(`${pending.name} was cancelled`);
    }, CANCEL_GRACE_MS);
  }

  #giveUp(end: BridgeEnd): void {
    this.#end ??= end;
    for (const { name, reject } of this.#pending.values()) reject(new BridgeDied(name, this.#end));
  }
}
