/**
 * Lines of a text that went through terminals, mail and forums: without colours, quoting, carriage returns, tabs and
 * the spaces that only look like spaces. Indentation stays, as far as it survived.
 */

/** No line of lspci is longer; what is behind belongs to no fact. */
const MOST_LINE_CHARACTERS = 2000;

const ESCAPE = '\u001b';
const BELL = '\u0007';
// CSI with its final byte, OSC up to its end, and two-character escapes.
const TERMINAL = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)?|[@-Z\\\\^_])`,
  'g',
);
const QUOTING = /^(?: {0,3}> ?)+/;
const ENTITIES: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

export function* cleanLines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield cleanLine(text.slice(start, Math.min(end, start + MOST_LINE_CHARACTERS)));
    start = end + 1;
  }
}

function cleanLine(line: string): string {
  let clean = line;
  if (clean.includes('\u001b')) clean = clean.replace(TERMINAL, '');
  if (clean.includes('&'))
    clean = clean.replace(/&(?:lt|gt|amp|quot|#39|nbsp);/g, entity => ENTITIES[entity] ?? entity);
  return clean
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replaceAll('\u00a0', ' ')
    .replace(QUOTING, '')
    .replaceAll('\t', '        ')
    .trimEnd();
}
