/** Facts as plain text, to paste into a mail or a bug report. */
import { evidenceOfUnknown } from '../../core/findings/evidence.ts';
import { type Fact, type FactGroup, type FactTable, isUnknownPiece, type Line, type Piece } from './fact.ts';

function formatPiece(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if (!isUnknownPiece(piece)) return piece.code;
  const { source, observed } = evidenceOfUnknown(piece);
  return `could not measure: ${source} ${observed}`;
}

export function formatLine(line: Line): string {
  return line.map(formatPiece).join('');
}

function formatFact({ term, lines }: Fact): string {
  const [first = [], ...rest] = lines;
  return [`${term}: ${formatLine(first)}`, ...rest.map(line => `  ${formatLine(line)}`)].join('\n');
}

/** One row a line, with the names of the columns, so that it needs no alignment. */
function formatTable({ title, columns, rows }: FactTable): string {
  const formatCell = (cell: Line, index: number) => `${columns[index]} ${formatLine(cell)}`;
  return [`${title}:`, ...rows.map(({ cells }) => `  ${cells.map(formatCell).join('; ')}`)].join('\n');
}

/** Each group under its title. */
export function formatFacts(title: string, groups: readonly FactGroup[]): string {
  const parts = groups.map(group =>
    [
      group.title,
      '-'.repeat(group.title.length),
      ...group.facts.map(formatFact),
      ...(group.tables ?? []).map(formatTable),
    ].join('\n'),
  );
  return `${[title, ...parts].join('\n\n')}\n`;
}
