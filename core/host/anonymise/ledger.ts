/**
 * Who is called what after anonymising: the same name always gets the same stand-in, so that chains in a snapshot
 * (mount, volume, disk) still hold together; and an account of what was replaced, and where.
 *
 * While a text is worked on, a stand-in is one private character, so that no later rule finds a name inside it.
 */

export type SecretKind =
  | 'host name'
  | 'user name'
  | 'group name'
  | 'home folder'
  | 'folder or file'
  | 'UUID'
  | 'label'
  | 'volume name'
  | 'network address'
  | 'hardware address'
  | 'interface name'
  | 'serial number'
  | 'secret';

/** What leaves, one for each kind: the preview that a person is shown. */
export type Removal = {
  kind: SecretKind;
  /** Places, not names: one name in five places counts five. */
  count: number;
  example: { before: string; after: string };
  /** Parts of the snapshot, `storage.mounts[].point`, each once. */
  where: string[];
};

const HIDDEN = '(not shown)';
const PRIVATE_START = 0xf0000;
const PRIVATE_END = 0x10fffd;
const PRIVATE = /[\u{f0000}-\u{10fffd}]/gu;

export class Ledger {
  readonly #standIns = new Map<string, string>();
  readonly #taken: ReadonlySet<string>;
  readonly #counters = new Map<string, number>();
  readonly #marked: { kind: SecretKind; before: string; after: string }[] = [];
  readonly #removals = new Map<SecretKind, Removal>();

  /** @param taken words of the snapshot that look like stand-ins: of an anonymised snapshot, or by chance. */
  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  /** The stand-in of a name. @param key by which it is the same name; `form`: how the n-th stand-in looks. */
  standIn(kind: SecretKind, key: string, form: (n: number) => string): string {
    const id = `${kind}\0${form(0)}\0${key}`;
    const known = this.#standIns.get(id);
    if (known !== undefined) return known;
    const counter = form(0);
    let n = this.#counters.get(counter) ?? 0;
    let name: string;
    do name = form(++n);
    while (this.#taken.has(name));
    this.#counters.set(counter, n);
    this.#standIns.set(id, name);
    return name;
  }

  /** @returns the private character that stands for the stand-in until `settle`. */
  mark(kind: SecretKind, before: string, after: string): string {
    if (before === after) return after;
    this.#marked.push({ kind, before, after });
    const code = PRIVATE_START + this.#marked.length - 1;
    // A snapshot with 130,000 names in one text is none; what is beyond stays out.
    return code > PRIVATE_END ? '' : String.fromCodePoint(code);
  }

  /** Puts the stand-ins in, and writes the account. */
  settle(text: string, where: string): string {
    if (this.#marked.length === 0) return text;
    const settled = text.replace(PRIVATE, char => {
      const marked = this.#marked[(char.codePointAt(0) ?? 0) - PRIVATE_START];
      if (!marked) return char;
      this.#record(marked.kind, marked.before, marked.after, where);
      return marked.after;
    });
    this.#marked.length = 0;
    return settled;
  }

  record(kind: SecretKind, before: string, after: string, where: string): void {
    this.#record(kind, before, after, where);
  }

  removals(): Removal[] {
    return [...this.#removals.values()].map(removal => ({ ...removal, where: [...removal.where] }));
  }

  #record(kind: SecretKind, name: string, after: string, where: string): void {
    // A list of what leaves is shown, copied and recorded: no password may stand in it.
    const before = kind === 'secret' ? HIDDEN : name;
    const removal = this.#removals.get(kind);
    if (!removal) this.#removals.set(kind, { kind, count: 1, example: { before, after }, where: [where] });
    else {
      removal.count++;
      if (!removal.where.includes(where)) removal.where.push(where);
    }
  }
}

/** A text of somebody else may hold private characters; none may pass for a mark. */
export function withoutMarks(text: string): string {
  return text.replace(PRIVATE, '\u{fffd}');
}
