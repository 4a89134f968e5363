/** The bridge process's side: takes requests, runs them on a kernel, answers each once. */
import type { Kernel } from '../kernel-calls.ts';
import type { Context } from './context.ts';
import { Handles } from './handles.ts';
import { deviceOperations } from './operations/device.ts';
import { dmaOperations } from './operations/dma.ts';
import { limitOperations } from './operations/limits.ts';
import { memoryOperations } from './operations/memory.ts';
import type { FromHost, OperationName, ToHost } from './protocol.ts';
import { encodeError } from './wire-error.ts';

type AnyHandler = (request: object, context: Context<unknown>) => unknown;

const handlers = {
  ...limitOperations,
  ...memoryOperations,
  ...dmaOperations,
  ...deviceOperations,
} as unknown as Record<OperationName, AnyHandler>;

/** A bar in a window needs no more; each message costs both processes. */
const PROGRESS_EVERY_MS = 50;

export class BridgeServer implements Disposable {
  readonly #kernel: Kernel;
  readonly #send: (message: FromHost) => void;
  readonly #handles = new Handles();
  readonly #running = new Map<number, AbortController>();

  constructor(kernel: Kernel, send: (message: FromHost) => void) {
    this.#kernel = kernel;
    this.#send = send;
    send({ kind: 'ready' });
  }

  /** Never rejects: what goes wrong is the answer. */
  async receive(message: ToHost): Promise<void> {
    const { id } = message;
    if (message.kind === 'cancel') {
      this.#running.get(id)?.abort();
      return;
    }
    const controller = new AbortController();
    this.#running.set(id, controller);
    const { signal } = controller;
    try {
      const handler = handlers[message.name];
      if (!handler) throw new TypeError(`there is no operation ${message.name}`);
      const context = { kernel: this.#kernel, handles: this.#handles, signal, report: this.#reporter(id) };
      this.#send({ kind: 'answer', id, answer: await handler(message.request, context) });
    } catch (error) {
      this.#send({ kind: 'failure', id, error: encodeError(error, signal) });
    } finally {
      this.#running.delete(id);
    }
  }

  #reporter(id: number): (progress: unknown) => void {
    let last = Number.NEGATIVE_INFINITY;
    return progress => {
      const now = performance.now();
      if (now - last < PROGRESS_EVERY_MS) return;
      last = now;
      this.#send({ kind: 'progress', id, progress });
    };
  }

  [Symbol.dispose](): void {
    this.#handles[Symbol.dispose]();
  }
}
