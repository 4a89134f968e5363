/**
 * Resolves paths inside a recorded tree, so that no link leads out of it.
 *
 * Links are followed here, one component at a time, with the tree's folder as `/`; the kernel is only ever given
 * paths without links. Source: Linux path_resolution(7), and its limit of 40 links.
 */
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { errnoError } from './errno.ts';

const MOST_LINKS = 40;

export type RecordedPath = { path: string; stats: Stats };

export class RecordedPaths {
  readonly #root: string;
  /** Folders as they were asked for, to the same without links; so a function's folder is walked to once. */
  readonly #folders = new Map<string, string>([['', '']]);

  /** `root` must be a path without links. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * `last` says whether a link at the end is followed or is itself the answer.
   * @throws ErrnoException ENOENT when nothing is there, or the path leads out of the tree; ELOOP.
   */
  find(path: string, last: 'follow' | 'keep'): RecordedPath {
    const slash = path.lastIndexOf('/');
    const walk = new Walk(this.#root, path);
    walk.enter(this.#folder(path.slice(0, slash)));
    walk.go(path.slice(slash + 1), last);
    return { path: this.#root + walk.here, stats: walk.stats() };
  }

  #folder(path: string): string {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const walk = new Walk(this.#root, path);
    walk.go(path, 'follow');
    this.#folders.set(path, walk.here);
    return walk.here;
  }
}

/** One walk from the tree's root; `here` is always a path inside the tree, without links. */
class Walk {
  here = '';
  readonly #root: string;
  readonly #asked: string;
  #stats: Stats | undefined;
  #linksLeft = MOST_LINKS;

  constructor(root: string, asked: string) {
    this.#root = root;
    this.#asked = asked;
  }

  enter(folder: string): void {
    this.here = folder;
  }

  go(path: string, last: 'follow' | 'keep'): void {
    const names = path.split('/').filter(name => name !== '' && name !== '.');
    if (path.startsWith('/')) this.here = '';
    names.forEach((name, index) => this.#step(name, last === 'keep' && index === names.length - 1));
  }

  stats(): Stats {
    return (this.#stats ??= lstatSync(this.#root || '/'));
  }

  #step(name: string, keepsLink: boolean): void {
    if (name === '..') {
      // The kernel would stay at the root; in a recording such a path is meant to get out.
      if (this.here === '') throw errnoError('ENOENT', 'resolve', this.#asked);
      this.here = this.here.slice(0, this.here.lastIndexOf('/'));
      this.#stats = undefined;
      return;
    }
    const next = `${this.here}/${name}`;
    const stats = lstatSync(this.#root + next, { throwIfNoEntry: false });
    if (stats === undefined) throw errnoError('ENOENT', 'lstat', this.#asked);
    if (!stats.isSymbolicLink() || keepsLink) {
      this.here = next;
      this.#stats = stats;
      return;
    }
    if (this.#linksLeft-- === 0) throw errnoError('ELOOP', 'resolve', this.#asked);
    this.go(readlinkSync(this.#root + next), 'follow');
  }
}
