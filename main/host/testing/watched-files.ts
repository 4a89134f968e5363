/** A host whose files can be watched and spoiled one by one. For tests only. */
import { errnoError } from '../errno.ts';
import type { AnswerLimits, HostFiles, NodeStatus } from '../host-files.ts';

export type Spoil = {
  /** A path, or the command line of a program. */
  source: string;
  /** An errno name to fail with, or what to do to the content. */
  how: 'ENOENT' | 'EACCES' | 'EIO' | 'garbage' | 'truncated' | 'empty';
};

const GARBAGE = '\u0001 garbage \ufffd=: 0xzz\n';
const ERRORS: ReadonlySet<Spoil['how']> = new Set(['ENOENT', 'EACCES', 'EIO']);

export class WatchedFiles implements HostFiles {
  /** What was read, by path or command line. A question whether a file exists does not count. */
  readonly touched = new Set<string>();
  /** Those among them that had a content: a text, bytes, a link or an answer. */
  readonly filled = new Set<string>();
  readonly #files: HostFiles;
  readonly #spoil: Spoil | undefined;

  constructor(files: HostFiles, spoil?: Spoil) {
    this.#files = files;
    this.#spoil = spoil;
  }

  readText(path: string): string {
    return this.#text(path, 'open', () => this.#files.readText(path));
  }

  readBytes(path: string, limit: number): Uint8Array {
    const how = this.#touch(path, 'open');
    const bytes = this.#files.readBytes(path, limit);
    this.filled.add(path);
    if (how === 'garbage') return bytes.map((_, i) => (i * 167 + 13) & 0xff);
    if (how === 'truncated') return bytes.subarray(0, bytes.length >> 1);
    return how === 'empty' ? bytes.subarray(0, 0) : bytes;
  }

  list(path: string): string[] {
    const how = this.#touch(path, 'scandir');
    const names = this.#files.list(path);
    if (how === 'garbage') return [GARBAGE, '', '..', '0'];
    if (how === 'truncated') return names.slice(0, names.length >> 1);
    return how === 'empty' ? [] : names;
  }

  readLink(path: string): string {
    return this.#text(path, 'readlink', () => this.#files.readLink(path));
  }

  exists(path: string): boolean {
    const { source, how } = this.#spoil ?? {};
    return path === source && how !== undefined && ERRORS.has(how) ? false : this.#files.exists(path);
  }

  status(path: string): NodeStatus {
    this.#touch(path, 'stat');
    return this.#files.status(path);
  }

  mayOpen(path: string): boolean {
    this.#touch(path, 'access');
    return this.#files.mayOpen(path);
  }

  variable(name: string): string | undefined {
    return this.#files.variable(name);
  }

  async answer(program: string, args: readonly string[], limits?: AnswerLimits): Promise<string> {
    const command = [program, ...args].join(' ');
    const how = this.#touch(command, 'spawn');
    const answer = await this.#files.answer(program, args, limits);
    this.filled.add(command);
    return change(answer, how);
  }

  async answerLines(program: string, args: readonly string[], take: (line: string) => void): Promise<void> {
    for (const line of (await this.answer(program, args)).split('\n')) take(line);
  }

  #text(path: string, syscall: string, read: () => string): string {
    const how = this.#touch(path, syscall);
    const text = read();
    this.filled.add(path);
    return change(text, how);
  }

  /** How to spoil the content; fails where the source is to fail. */
  #touch(source: string, syscall: string): Spoil['how'] | undefined {
    this.touched.add(source);
    if (this.#spoil?.source !== source) return undefined;
    if (ERRORS.has(this.#spoil.how)) throw errnoError(this.#spoil.how, syscall, source);
    return this.#spoil.how;
  }
}

function change(text: string, how: Spoil['how'] | undefined): string {
  if (how === 'garbage') return GARBAGE;
  if (how === 'truncated') return text.slice(0, text.length >> 1);
  return how === 'empty' ? '' : text;
}
