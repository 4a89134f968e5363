/**
 * Quotes one word for a POSIX shell. Inside single quotes every character stands for itself, so only the quote itself
 * needs care: close, escape, open again.
 * Source: POSIX.1-2017, Shell Command Language, 2.2.2.
 */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
