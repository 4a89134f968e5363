/** The host's end of the agent: requests with numbers, answers in any order. */
import type { Ended, Failure, Hello, Reply, Request } from '../guest/protocol.ts';
import { type JsonLines, listenForJson } from './json-lines.ts';
import { within } from './limit.ts';

/** Longer than any program may take: the agent kills it first and says so. */
const MARGIN_MS = 20_000;
const FILE_MS = 30_000;

export type Exec = Omit<Request & { op: 'exec' }, 'id' | 'op'>;

/** A read or a write that the machine's kernel refused; `errno` as in ErrnoException. */
export class AgentError extends Error {
  readonly errno: string | null;
  constructor(message: string, errno: string | null) {
    super(message);
    this.errno = errno;
  }
}

export class Agent implements Disposable {
  readonly #failed: Promise<never>;
  readonly #hello = Promise.withResolvers<Hello['hello']>();
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lines: JsonLines | undefined;
  #count = 0;

  private constructor(failed: Promise<never>) {
    this.#failed = failed;
  }

  /** @param failed rejects when the machine is gone. */
  static async listen(path: string, failed: Promise<never>): Promise<Agent> {
    const agent = new Agent(failed);
    agent.#lines = await listenForJson(path, message => agent.#receive(message as Hello | Reply | Failure));
    return agent;
  }

  /** Resolves when the agent runs. */
  hello(): Promise<Hello['hello']> {
    return this.#hello.promise;
  }

  async exec(exec: Exec): Promise<Ended> {
    return (await this.#ask({ op: 'exec', ...exec }, exec.timeoutMs + MARGIN_MS, exec.argv.join(' '))) as Ended;
  }

  /** @throws AgentError */
  async read(path: string): Promise<string> {
    return (await this.#ask({ op: 'read', path }, FILE_MS, `reading ${path}`)) as string;
  }

  /** @throws AgentError */
  async write(path: string, text: string): Promise<void> {
    await this.#ask({ op: 'write', path, text }, FILE_MS, `writing ${path}`);
  }

  [Symbol.dispose](): void {
    this.#lines?.close();
  }

  async #ask(request: Omitted<Request>, ms: number, what: string): Promise<unknown> {
    const id = ++this.#count;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#lines?.send({ id, ...request });
    try {
      return await within(ms, what, answer.promise, this.#failed);
    } finally {
      this.#waiting.delete(id);
    }
  }

  #receive(message: Hello | Reply | Failure): void {
    if ('hello' in message) return this.#hello.resolve(message.hello);
    const answer = this.#waiting.get(message.id);
    if ('error' in message) answer?.reject(new AgentError(message.error, message.errno));
    else answer?.resolve(message.value);
  }
}

/** `Omit` over a union would keep only what its members share. */
type Omitted<Value> = Value extends unknown ? Omit<Value, 'id'> : never;
