/**
 * Lines of a configuration file in which a backslash at the end continues on the next line: systemd's, udev's and PAM's.
 */
export type NumberedLine = {
  /** Where it begins, from 1. */
  line: number;
  text: string;
};

/**
 * Blank lines are left out.
 * @param strip what counts of a line, trimmed; null: a comment, which does not end a line that is being continued.
 */
export function joinContinuedLines(text: string, strip: (row: string) => string | null): NumberedLine[] {
  const joined: NumberedLine[] = [];
  let parts: string[] = [];
  let start = 0;
  const close = () => {
    const whole = parts.join(' ').trim();
    if (whole !== '') joined.push({ line: start, text: whole });
    parts = [];
  };
  for (const [index, raw] of text.split('\n').entries()) {
    const row = strip(raw.trim());
    if (row === null) continue;
    if (parts.length === 0) start = index + 1;
    const goesOn = row.endsWith('\\');
    parts.push(goesOn ? row.slice(0, -1).trim() : row);
    if (!goesOn) close();
  }
  close();
  return joined;
}

/** For files in which a comment has a line of its own. */
export const wholeLineComments =
  (marks: string) =>
  (row: string): string | null =>
    row !== '' && marks.includes(row[0] ?? '') ? null : row;
