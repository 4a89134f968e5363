/**
 * Facts of a host as the pages show them and as they are copied: one shape for both, so that neither says less.
 *
 * A line is made of words, of quotes (`code`: what the kernel or a file said, or what a user would type), and of what could
 * not be measured, which keeps its file and its reason all the way to the reader.
 */
import { isKnown, type Measured, type Unknown } from '../../core/host/measured.ts';

export type Piece = string | { code: string } | Unknown;
export type Line = readonly Piece[];
export type Fact = { term: string; lines: readonly Line[] };

export type FactTable = {
  /** The accessible name, and the heading where a group has several. */
  title: string;
  columns: readonly string[];
  /** As many cells as columns; the first names the row. */
  rows: readonly { key: string; cells: readonly Line[] }[];
};

export type FactGroup = {
  title: string;
  facts: readonly Fact[];
  tables?: readonly FactTable[];
  /** Its tables need the width of the page. */
  isWide?: boolean;
};

export const code = (text: string): Piece => ({ code: text });

export const isUnknownPiece = (piece: Piece): piece is Unknown => typeof piece === 'object' && 'unknown' in piece;

/** What was measured, in words; what was not, as it is. */
export function say<T>(measured: Measured<T>, words: (value: T) => Piece | Line): Line {
  if (!isKnown(measured)) return [measured];
  const said = words(measured);
  return Array.isArray(said) ? said : [said as Piece];
}

/** The same for facts that take several lines. */
export function sayLines<T>(measured: Measured<T>, lines: (value: T) => readonly Line[]): readonly Line[] {
  return isKnown(measured) ? lines(measured) : [[measured]];
}

/** A fact of one line. */
export function fact<T>(term: string, value: Measured<T>, words: (value: T) => Piece | Line): Fact {
  return { term, lines: [say(value, words)] };
}

/** A table of a list that may not have been measured, or be empty: then it is a fact that says so. */
export function tableOrFact<T>(
  list: Measured<readonly T[]>,
  table: Omit<FactTable, 'rows'>,
  none: string,
  row: (item: T) => FactTable['rows'][number],
): { facts: Fact[]; tables: FactTable[] } {
  if (!isKnown(list)) return { facts: [{ term: table.title, lines: [[list]] }], tables: [] };
  if (list.length === 0) return { facts: [{ term: table.title, lines: [[none]] }], tables: [] };
  return { facts: [], tables: [{ ...table, rows: list.map(row) }] };
}

/** Pieces in a row with the same words between them. */
export function join(pieces: readonly Piece[], separator: string): Line {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece]));
}

/** How many things of these groups could not be measured. */
export function countUnknown(groups: readonly FactGroup[]): number {
  const lines = groups.flatMap(({ facts, tables = [] }) => [
    ...facts.flatMap(each => each.lines),
    ...tables.flatMap(table => table.rows.flatMap(row => row.cells)),
  ]);
  return lines.reduce((sum, line) => sum + line.filter(isUnknownPiece).length, 0);
}
