/** Counts what a scan asks of a host's files. */
import type { AnswerLimits, HostFiles, NodeStatus } from '../main/host/host-files.ts';

export type Counts = { opens: number; failedOpens: number; folders: number; links: number; others: number };

export class CountedFiles implements HostFiles {
  readonly #files: HostFiles;
  /** Only paths that this accepts are counted. */
  readonly #isCounted: (path: string) => boolean;
  readonly counts: Counts = { opens: 0, failedOpens: 0, folders: 0, links: 0, others: 0 };

  constructor(files: HostFiles, isCounted: (path: string) => boolean) {
    this.#files = files;
    this.#isCounted = isCounted;
  }

  readText(path: string): string {
    return this.#open(path, () => this.#files.readText(path));
  }

  readBytes(path: string, limit: number): Uint8Array {
    return this.#open(path, () => this.#files.readBytes(path, limit));
  }

  list(path: string): string[] {
    this.#count(path, 'folders');
    return this.#files.list(path);
  }

  readLink(path: string): string {
    this.#count(path, 'links');
    return this.#files.readLink(path);
  }

  exists(path: string): boolean {
    this.#count(path, 'others');
    return this.#files.exists(path);
  }

  status(path: string): NodeStatus {
    this.#count(path, 'others');
    return this.#files.status(path);
  }

  mayOpen(path: string): boolean {
    this.#count(path, 'others');
    return this.#files.mayOpen(path);
  }

  answer(program: string, args: readonly string[], limits?: AnswerLimits): Promise<string> {
    return this.#files.answer(program, args, limits);
  }

  answerLines(...question: Parameters<HostFiles['answerLines']>): ReturnType<HostFiles['answerLines']> {
    return this.#files.answerLines(...question);
  }

  variable(name: string): string | undefined {
    return this.#files.variable(name);
  }

  #open<T>(path: string, read: () => T): T {
    this.#count(path, 'opens');
    try {
      return read();
    } catch (error) {
      this.#count(path, 'failedOpens');
      throw error;
    }
  }

  #count(path: string, what: keyof Counts): void {
    if (this.#isCounted(path)) this.counts[what]++;
  }
}
