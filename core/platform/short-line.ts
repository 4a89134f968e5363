const LONGEST = 200;

/** Text of a firmware or a file for display: without control characters, trimmed, and of a length that fits. */
export function shortLine(text: string): string {
  return text
    .slice(0, LONGEST * 2)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
}
