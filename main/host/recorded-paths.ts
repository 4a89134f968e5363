/**
 * Resolves paths inside a recorded tree, so that no link leads out of it.
 *
 * Links are followed here, one component at a time, with the tree's folder as `/`; the kernel is only ever given
 * paths without links. Source: Linux path_resolution(7), and its limit of 40 links.
 */
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { errnoError } from './errno.ts';

const MOST_LINKS = 40;

/** What a name in a folder is: the path itself, or the text of a link. Both inside the tree. */
type Step = { path: string } | { target: string };

export class RecordedPaths {
  readonly #root: string;
  /** Folders as they were asked for, to the same without links. */
  readonly #folders = new Map<string, string>([['', '']]);
  /** Entries on the way to folders: all functions share most of their way. */
  readonly #steps = new Map<string, Step>();

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

  #folder(path: string): string {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const folder = this.#walk(path);
    this.#folders.set(path, folder);
    return folder;
  }

  #walk(path: string): string {
    let here = '';
    let linksLeft = MOST_LINKS;
    // Last one first, so that the components of a link can be put in front of the rest.
    const names = path.split('/').toReversed();
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        // The kernel would stay at the root; in a recording such a path is meant to get out.
        if (here === '') throw errnoError('ENOENT', 'resolve', path);
        here = here.slice(0, here.lastIndexOf('/'));
        continue;
      }
      const step = this.#step(`${here}/${name}`);
      if ('path' in step) {
        here = step.path;
        continue;
      }
      if (linksLeft-- === 0) throw errnoError('ELOOP', 'resolve', path);
      if (step.target.startsWith('/')) here = '';
      names.push(...step.target.split('/').toReversed());
    }
    return here;
  }

  #step(path: string): Step {
    const known = this.#steps.get(path);
    if (known) return known;
    const isLink = lstatSync(this.#root + path).isSymbolicLink();
    const step = isLink ? { target: readlinkSync(this.#root + path) } : { path };
    this.#steps.set(path, step);
    return step;
  }
}
