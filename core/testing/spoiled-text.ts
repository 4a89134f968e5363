/** Bad input for parsers: texts near a good one, and texts that are nothing like it. For tests only. */
import * as fc from 'fast-check';

/** Fails the test unless `holds` for every text, and comes back. */
export function expectOfAnyText(good: string, holds: (text: string) => boolean): void {
  fc.assert(fc.property(spoiledText(good), holds));
}

/** A parser gives an answer to every text; throwing or not coming back fails the test. */
export function expectAnswerToAnyText(parse: (text: string) => unknown, good: string): void {
  expectOfAnyText(good, text => parse(text) !== undefined);
}

/** Any UTF-16 unit, halves of pairs too. */
const anyUnit = fc.nat(0xffff).map(code => String.fromCharCode(code));

function spoiledText(good: string): fc.Arbitrary<string> {
  const position = fc.nat(good.length);
  const piece = fc.constantFrom('\n', ':', '0x', '-1', '99999999999999999999', '\0', '((((', ' '.repeat(5000), good);
  const spliced = fc
    .tuple(position, position, piece)
    .map(([a, b, text]) => good.slice(0, Math.min(a, b)) + text + good.slice(Math.max(a, b)));
  return fc.oneof(
    fc.string({ unit: anyUnit }),
    position.map(end => good.slice(0, end)),
    spliced,
  );
}
