/**
 * Resolves paths inside a recorded tree, so that no link leads out of it.
 *
 * Links are followed here, one component at a time, with the tree's folder as `/`; the kernel is only ever given
 * paths without links. Source: Linux path_resolution(7), and its limit of 40 links.
 */
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { errnoError } from './errno.ts';

const MOST_LINKS = 40;

export class RecordedPaths {
  readonly #root: string;
  /** Folders as they were asked for, to the same without links. Functions share most of their way. */
  readonly #folders = new Map<string, string>([['', '']]);

  /** `root` must be a path without links. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The path on this machine, of which every folder is real; only its last component may be a link, or missing.
   * @throws ErrnoException ENOENT when a folder is missing, or the path leads out of the tree; ELOOP.
   */
  locate(path: string): string {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    // A path that ends in these names a folder, not an entry of one.
    if (name === '' || name === '.' || name === '..') return this.#root + this.#folder(path);
    return `${this.#root}${this.#folder(path.slice(0, slash))}/${name}`;
  }

  /** Like locate(), with a link at the end followed too. */
  follow(path: string): { path: string; stats: Stats } {
    let here = this.locate(path);
    for (let links = 0; links <= MOST_LINKS; links++) {
      const stats = lstatSync(here || '/');
      if (!stats.isSymbolicLink()) return { path: here, stats };
      here = this.#linkTarget(here);
    }
    throw errnoError('ELOOP', 'resolve', path);
  }

  /** `link` and the answer are paths on this machine; the answer's last component may be a link again. */
  #linkTarget(link: string): string {
    const target = readlinkSync(link);
    const folder = link.slice(this.#root.length, link.lastIndexOf('/'));
    return this.locate(target.startsWith('/') ? target : `${folder}/${target}`);
  }

  /** The folder inside the tree, without links. `linksLeft` keeps links from going in a circle. */
  #folder(path: string, linksLeft = MOST_LINKS): string {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    // Start behind the parent where that is known, which it mostly is.
    const last = path.lastIndexOf('/');
    const parent = this.#folders.get(path.slice(0, last));
    let here = parent ?? '';
    for (let slash = parent === undefined ? 0 : last; slash >= 0; ) {
      const next = path.indexOf('/', slash + 1);
      const end = next < 0 ? path.length : next;
      here = this.#folders.get(path.slice(0, end)) ?? this.#enter(here, path.slice(slash + 1, end), linksLeft);
      this.#folders.set(path.slice(0, end), here);
      slash = next;
    }
    return here;
  }

  #enter(parent: string, name: string, linksLeft: number): string {
    if (name === '' || name === '.') return parent;
    if (name === '..') {
      // The kernel would stay at the root; in a recording such a path is meant to get out.
      if (parent === '') throw errnoError('ENOENT', 'resolve', '/..');
      return parent.slice(0, parent.lastIndexOf('/'));
    }
    const here = `${parent}/${name}`;
    if (!lstatSync(this.#root + here).isSymbolicLink()) return here;
    if (linksLeft === 0) throw errnoError('ELOOP', 'resolve', here);
    const target = readlinkSync(this.#root + here);
    return this.#folder(target.startsWith('/') ? target : `${parent}/${target}`, linksLeft - 1);
  }
}
