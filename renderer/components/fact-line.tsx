import { Fragment } from 'react';
import { isUnknownPiece, type Line, type Piece } from '../facts/fact.ts';
import { MeasuredValue } from './measured-value.tsx';

/** `isCompact`: in a table there is no room for why something could not be measured; it opens on request. */
export function FactLine({ line, isCompact = false }: { line: Line; isCompact?: boolean }) {
  return line.map((piece, index) => (
    // A piece has no identity but its place.
    <Fragment key={index}>
      <FactPiece piece={piece} isCompact={isCompact} />
    </Fragment>
  ));
}

function FactPiece({ piece, isCompact }: { piece: Piece; isCompact: boolean }) {
  if (typeof piece === 'string') return piece;
  if (!isUnknownPiece(piece)) return <code className="bindery-wrap-anywhere">{piece.code}</code>;
  return (
    <MeasuredValue fact={piece} isCompact={isCompact}>
      {() => null}
    </MeasuredValue>
  );
}
