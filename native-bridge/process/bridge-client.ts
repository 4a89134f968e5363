/**
 * The app's side of the bridge: starts bridge processes, asks them, and outlives them.
 *
 * Questions that leave nothing behind share one process, which is started at the first and again after its death.
 * Whoever holds memory or devices opens a session: a process of its own, so that its accounts (VmLck, VmPin) and limits
 * are its own, and its end, however it comes, releases everything and nothing else.
 */
import type { BridgeEnd } from './bridge-died.ts';
import { BridgeProcess, type CallOptions } from './bridge-process.ts';
import type { AnswerOf, FreeName, OperationName, ProgressOf, RequestOf } from './protocol.ts';
import { forkTransport, type StartTransport } from './transport.ts';

export class Bridge implements AsyncDisposable {
  readonly #start: StartTransport;
  readonly #sessions = new Set<BridgeProcess>();
  #shared: BridgeProcess | null = null;
  #isClosed = false;

  constructor(start: StartTransport = forkTransport()) {
    this.#start = start;
  }

  /** @throws BridgeDied (the next call starts a new process), SyscallError, the signal's reason. */
  async call<N extends FreeName>(
    name: N,
    request: RequestOf<N>,
    options: CallOptions<never> = {},
  ): Promise<AnswerOf<N>> {
    this.#checkOpen();
    if (!this.#shared || this.#shared.isOver) this.#shared = new BridgeProcess(this.#start);
    return (await this.#shared.call(name, request, options as CallOptions<unknown>)) as AnswerOf<N>;
  }

  /** Returns at once; the process starts meanwhile. Close it. */
  openSession(): BridgeSession {
    this.#checkOpen();
    const process = new BridgeProcess(this.#start);
    this.#sessions.add(process);
    void process.ended.then(() => this.#sessions.delete(process));
    return new BridgeSession(process);
  }

  /** Ends every process, with calls under way rejected, and waits until all is released. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#sessions, ...(this.#shared ? [this.#shared] : [])];
    for (const process of all) process.kill('the bridge was closed');
    await Promise.all(all.map(process => process.ended));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new Error('The bridge was closed.');
  }
}

export class BridgeSession implements AsyncDisposable {
  /** Settles when the process is gone, and with it all memory, mappings and devices. */
  readonly ended: Promise<BridgeEnd>;
  readonly #process: BridgeProcess;

  constructor(process: BridgeProcess) {
    this.#process = process;
    this.ended = process.ended;
  }

  /** Of the bridge process: the kernel's messages and /proc name it. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** @throws BridgeDied (the session is over), SyscallError and what else the operation says, the signal's reason. */
  async call<N extends OperationName>(
    name: N,
    request: RequestOf<N>,
    options: CallOptions<ProgressOf<N>> = {},
  ): Promise<AnswerOf<N>> {
    return (await this.#process.call(name, request, options as CallOptions<unknown>)) as AnswerOf<N>;
  }

  /**
   * As call, with the progress as values on the way and the answer as return value: `yield*` it, or loop over it. Only
   * the newest progress is kept for a reader that is slow, and the last may be missing: the answer is the end. A reader that
   * leaves the loop cancels the call.
   */
  async *stream<N extends OperationName>(
    name: N,
    request: RequestOf<N>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<ProgressOf<N>, AnswerOf<N>, undefined> {
    const leave = new AbortController();
    let news: { progress: ProgressOf<N> } | null = null;
    let wake = Promise.withResolvers<void>();
    const answer = this.call(name, request, {
      signal: AbortSignal.any([leave.signal, ...(signal ? [signal] : [])]),
      onProgress: progress => {
        news = { progress };
        wake.resolve();
      },
    });
    const settled = answer.then(
      () => true,
      () => true,
    );
    try {
      for (;;) {
        const isOver = await Promise.race([settled, wake.promise.then(() => false)]);
        if (isOver) return await answer;
        wake = Promise.withResolvers<void>();
        const latest = news as { progress: ProgressOf<N> } | null;
        news = null;
        if (latest) yield latest.progress;
      }
    } finally {
      leave.abort();
      await settled;
    }
  }

  /** Ends the process and waits until the kernel has released all that it held. Calls under way are rejected. */
  async close(): Promise<void> {
    if (!this.#process.isOver) this.#process.kill('the session was closed');
    await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
