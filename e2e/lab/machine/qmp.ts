/**
 * QMP, the control protocol of QEMU, from the side that listens (`-qmp unix:PATH`).
 * Source: QEMU docs/interop/qmp-spec.rst.
 */
import { type JsonLines, listenForJson } from './json-lines.ts';

export class QmpError extends Error {}

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void; command: string };

export class Qmp implements Disposable {
  readonly #waiting: Waiting[] = [];
  readonly #greeting = Promise.withResolvers<void>();
  #lines: JsonLines | undefined;

  static async listen(path: string): Promise<Qmp> {
    const qmp = new Qmp();
    qmp.#lines = await listenForJson(path, message => qmp.#receive(message));
    return qmp;
  }

  /** Resolves when QEMU has connected and takes commands. */
  async ready(): Promise<void> {
    await this.#greeting.promise;
    await this.call('qmp_capabilities');
  }

  /** @throws QmpError with QEMU's own words. */
  call(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.push({ resolve, reject, command });
    this.#lines?.send({ execute: command, arguments: args });
    return promise;
  }

  [Symbol.dispose](): void {
    this.#lines?.close();
    for (const { reject, command } of this.#waiting.splice(0)) reject(new QmpError(`${command}: QEMU is gone`));
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    if ('QMP' in message) return this.#greeting.resolve();
    if ('return' in message) return this.#waiting.shift()?.resolve(message.return);
    if (!('error' in message)) return;
    const call = this.#waiting.shift();
    call?.reject(new QmpError(`${call.command}: ${describe(message.error)}`));
  }
}

function describe(error: unknown): string {
  return typeof error === 'object' && error !== null && 'desc' in error ? String(error.desc) : String(error);
}
