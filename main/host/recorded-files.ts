/**
 * A host recorded in a folder. Nothing outside the folder is read, and no program is started.
 */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { errnoCode, errnoError } from './errno.ts';
import type { HostFiles, NodeStatus } from './host-files.ts';
import { nodeStatus } from './node-kind.ts';
import { readStart } from './read-start.ts';
import { RecordedPaths } from './recorded-paths.ts';
import { type Recording, readRecording } from './recording.ts';

/** Far above any file a scan reads; keeps a broken recording from filling the memory. */
const TEXT_LIMIT_BYTES = 32 * 1024 * 1024;

export class RecordedFiles implements HostFiles {
  readonly #root: string;
  readonly #paths: RecordedPaths;
  #recording: Recording | undefined;

  constructor(root: string) {
    this.#root = realpathSync(root);
    readdirSync(this.#root);
    this.#paths = new RecordedPaths(this.#root);
  }

  readText(path: string): string {
    return readFileSync(this.#file(path, TEXT_LIMIT_BYTES), 'utf8');
  }

  readBytes(path: string, limit: number): Uint8Array {
    return readStart(this.#file(path), limit);
  }

  /** Nodes of the recording are listed with the files of the tree. */
  list(path: string): string[] {
    const recorded = this.#recordedNames(path);
    try {
      return [...new Set([...readdirSync(this.#paths.find(path, 'follow').path), ...recorded])];
    } catch (error) {
      if (errnoCode(error) === 'ENOENT' && recorded.length > 0) return recorded;
      throw error;
    }
  }

  readLink(path: string): string {
    return readlinkSync(this.#paths.find(path, 'keep').path);
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
    const node = this.#nodes()[path];
    if (node) return node;
    if (this.#recordedNames(path).length > 0) return { kind: 'folder', mode: 0o755, uid: 0, gid: 0 };
    return nodeStatus(this.#paths.find(path, 'follow').stats);
  }

  mayOpen(path: string): boolean {
    throw errnoError('ENOTSUP', 'access', path);
  }

  async answer(program: string, args: readonly string[]): Promise<string> {
    const answer = this.#read().answers[[program, ...args].join(' ')];
    if (answer === undefined) throw errnoError('ENOENT', 'spawn', program);
    return answer;
  }

  /** Devices and pipes are refused: reading them has effects, or never ends. */
  #file(path: string, limit = Number.POSITIVE_INFINITY): string {
    const found = this.#paths.find(path, 'follow');
    if (found.stats.isDirectory()) throw errnoError('EISDIR', 'read', path);
    if (!found.stats.isFile()) throw errnoError('EINVAL', 'read', path);
    if (found.stats.size > limit) throw errnoError('EFBIG', 'read', path);
    return found.path;
  }

  #recordedNames(folder: string): string[] {
    const start = folder.endsWith('/') ? folder : `${folder}/`;
    const names = Object.keys(this.#nodes())
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
