/** Patterns that find given names in a text, as words or where only a name can stand. */

export function alternatives(names: readonly string[], before: string, after: string): RegExp | null {
  return names.length === 0 ? null : new RegExp(`${before}(?:${anyOf(names)})${after}`, 'giu');
}

/** Behind `user=` and the like, or on either side of an `@`: there even a short or common name is a name. */
export function atName(all: readonly string[]): RegExp | null {
  const names = all.filter(name => !/^\p{N}+$/u.test(name));
  if (names.length === 0) return null;
  const any = anyOf(names);
  return new RegExp(
    `(?<=(?<![\\p{L}\\p{N}])(?:user|login|host|hostname)[=:]"?|[\\w.-]@)(?:${any})(?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}.-])(?:${any})(?=@(?!\\d)[\\w.-])`,
    'giu',
  );
}

/** The longest first, so that no name is found inside another. */
function anyOf(names: readonly string[]): string {
  return [...names]
    .sort((a, b) => b.length - a.length)
    .map(name => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('|');
}
