/** A file descriptor with one owner, closed once. */
import type { Kernel } from './kernel-calls.ts';

export class OwnedFd implements Disposable {
  readonly #kernel: Kernel;
  #fd: number | null;

  constructor(kernel: Kernel, fd: number) {
    this.#kernel = kernel;
    this.#fd = fd;
  }

  /** @throws Error when it was closed: the number may already be someone else's. */
  get fd(): number {
    if (this.#fd === null) throw new Error('This descriptor was closed.');
    return this.#fd;
  }

  [Symbol.dispose](): void {
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) this.#kernel.close(fd);
  }
}
