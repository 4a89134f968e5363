/** Why something that was given as a text cannot be one, as the rest of a sentence; null: it may be one. */
export function describeNoText(text: string): string | null {
  if (text.trim().replace(/^\u{feff}/u, '') === '') return 'is empty.';
  // Binary files and UTF-16 have zeros; no text that people post does.
  return text.slice(0, 65_536).includes('\0') ? 'is not text: it has zero bytes.' : null;
}
