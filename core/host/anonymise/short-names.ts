/**
 * User names of one or two letters. In running text they can be anything, so they are looked for only where a person
 * names things: in names of products and programs, and in paths.
 */
import { alternatives } from './name-patterns.ts';
import type { Vocabulary } from './vocabulary.ts';

const LONGEST = 2;
/** Names there are the kernel's. */
const OF_KERNEL = /^\/(?:sys|proc|dev)\//;

export class ShortNames {
  readonly names: readonly string[];
  readonly #words: RegExp | null;
  readonly #user: (name: string) => string;

  constructor(users: readonly string[], vocabulary: Vocabulary, user: (name: string) => string) {
    this.names = users.filter(
      name => name.length <= LONGEST && /^\p{L}[\p{L}\p{N}]?$/u.test(name) && !vocabulary.has(name),
    );
    this.#words = alternatives(this.names, '(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])');
    this.#user = user;
  }

  inName(text: string): string {
    return this.#words ? text.replace(this.#words, name => this.#as(name)) : text;
  }

  inPath(path: string): string {
    if (!this.#words || OF_KERNEL.test(path)) return path;
    return path.replace(this.#words, (name, at: number) => {
      const end = path[at + name.length];
      // `rules.d`, `libc.so`: what a file is, not whose.
      return path[at - 1] === '.' && (end === undefined || end === '/') ? name : this.#as(name);
    });
  }

  /** However it is written here, it is one name. */
  #as(word: string): string {
    return this.#user(this.names.find(name => name.toLowerCase() === word.toLowerCase()) ?? word);
  }
}
