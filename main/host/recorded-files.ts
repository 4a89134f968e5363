/**
 * A host recorded in a folder. Nothing outside the folder is read, and no program is started.
 */
import { closeSync, constants, openSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { errnoCode, errnoError } from './errno.ts';
import type { HostFiles, NodeStatus } from './host-files.ts';
import { nodeStatus } from './node-kind.ts';
import { readRecordedText, readStart } from './read-file.ts';
import { RecordedPaths } from './recorded-paths.ts';
import { type Recording, readRecording } from './recording.ts';

/** Far above any file a scan reads; keeps a broken recording from filling the memory. */
const TEXT_LIMIT_BYTES = 32 * 1024 * 1024;

/** Without waiting for the other end of a pipe. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const NOTHING: ReadonlySet<string> = new Set();

export class RecordedFiles implements HostFiles {
  readonly #root: string;
  readonly #paths: RecordedPaths;
  #recording: Recording | undefined;
  #closedPaths: Recording['closed'] | undefined;

  constructor(root: string) {
    const folder = realpathSync(root);
    readdirSync(folder);
    this.#root = folder === '/' ? '' : folder;
    this.#paths = new RecordedPaths(this.#root);
  }

  readText(path: string): string {
    return this.#withFile(path, fd => readRecordedText(fd, TEXT_LIMIT_BYTES));
  }

  readBytes(path: string, limit: number): Uint8Array {
    return this.#withFile(path, fd => readStart(fd, limit));
  }

  /** Nodes of the recording are listed with the files of the tree. */
  list(path: string): string[] {
    const recorded = this.#recordedNames(path);
    try {
      const folder = this.#paths.follow(path).path;
      this.#refuseClosed(folder, 'scandir');
      return [...new Set([...readdirSync(folder), ...recorded])];
    } catch (error) {
      if (errnoCode(error) === 'ENOENT' && recorded.length > 0) return recorded;
      throw error;
    }
  }

  readLink(path: string): string {
    return readlinkSync(this.#paths.locate(path));
  }

  exists(path: string): boolean {
    try {
      this.status(path);
      return true;
    } catch {
      return false;
    }
  }

  status(path: string): NodeStatus {
    const node = this.#nodes().get(path);
    if (node) return node;
    if (this.#recordedNames(path).length > 0) return { kind: 'folder', mode: 0o755, uid: 0, gid: 0 };
    return nodeStatus(this.#paths.follow(path).stats);
  }

  mayOpen(path: string): boolean {
    throw errnoError('ENOTSUP', 'access', path);
  }

  variable(_name: string): undefined {
    return undefined;
  }

  async answer(program: string, args: readonly string[]): Promise<string> {
    const answer = this.#read().answers.get([program, ...args].join(' '));
    if (answer === undefined) throw errnoError('ENOENT', 'spawn', program);
    return answer;
  }

  async answerLines(program: string, args: readonly string[], take: (line: string) => void): Promise<void> {
    for (const line of (await this.answer(program, args)).split('\n')) take(line);
  }

  #withFile<T>(path: string, use: (fd: number) => T): T {
    const fd = this.#open(path);
    try {
      return use(fd);
    } finally {
      closeSync(fd);
    }
  }

  /** Files are rarely links, so the kernel is asked to refuse one instead of looking before each open. */
  #open(path: string): number {
    const file = this.#paths.locate(path);
    this.#refuseClosed(file, 'open');
    try {
      return openSync(file, OPEN_FLAGS);
    } catch (error) {
      if (errnoCode(error) !== 'ELOOP') throw error;
      const target = this.#paths.follow(path).path;
      this.#refuseClosed(target, 'open');
      return openSync(target, OPEN_FLAGS);
    }
  }

  /** `here` is a path on this machine, without links. */
  #refuseClosed(here: string, syscall: string): void {
    const path = here.slice(this.#root.length);
    if (this.#closed().has(path)) throw errnoError('EACCES', syscall, path);
  }

  /** Of a recording that cannot be read nothing is closed; whoever needs more of it says so. */
  #closed(): Recording['closed'] {
    try {
      return (this.#closedPaths ??= this.#read().closed);
    } catch (error) {
      if (errnoCode(error) === undefined) throw error;
      return (this.#closedPaths = NOTHING);
    }
  }

  #recordedNames(folder: string): string[] {
    const start = folder.endsWith('/') ? folder : `${folder}/`;
    const names = [...this.#nodes().keys()]
      .filter(path => path.startsWith(start))
      .map(path => path.slice(start.length).split('/')[0] ?? '');
    return [...new Set(names)].filter(name => name !== '');
  }

  #nodes(): Recording['nodes'] {
    return this.#read().nodes;
  }

  /** Read when first needed, so that a broken recording.json spoils only what it would have told. */
  #read(): Recording {
    return (this.#recording ??= readRecording(this.#root));
  }
}
