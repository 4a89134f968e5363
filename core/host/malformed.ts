/**
 * What a parser answers when its input is not in the documented form: a value, so that bad input never throws.
 */
export type Malformed = {
  /** What is wrong, or the offending text, cut to a length that fits in a message. */
  malformed: string;
};

const EXCERPT_LENGTH = 80;

/** `text` is the part of the input that does not fit, or a sentence about it. */
export function malformed(text: string): Malformed {
  const line = text.trim();
  return { malformed: line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}...` : line || 'empty' };
}

export function isMalformed(value: unknown): value is Malformed {
  return typeof value === 'object' && value !== null && 'malformed' in value;
}
