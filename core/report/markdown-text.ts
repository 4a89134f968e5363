/**
 * Text that is put into Markdown and stays text: no markup, no links, no mentions, whatever names a device or a snapshot
 * brings along. Forums differ in their Markdown, so everything that means something in any of them is taken apart.
 * Source: CommonMark 0.31, 2.4 backslash escapes, 6.1 code spans, 4.5 fenced code; GitHub's mentions and autolinks.
 */

const BREAK = '\u200b';

const SIGNS: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '@': `@${BREAK}`,
  '#': `#${BREAK}`,
};

/** One line of running text. Signs that mean something at the beginning of a line only are left alone elsewhere. */
export function markdownText(text: string): string {
  return plainLine(text)
    .replace(/[<>&@#]|[\\`*[\]|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, sign => SIGNS[sign] ?? `\\${sign}`)
    .replace(/:\/\//g, `:${BREAK}//`)
    .replace(/\bwww\./gi, name => `${name.slice(0, 3)}${BREAK}.`)
    .replace(/^\s*(?=[-+=](?:\s|$|[-=]))/, '\\')
    .replace(/^(\s*\d{1,9})(?=[.)](?:\s|$))/, '$1\\');
}

/** A path, a command, a value. */
export function markdownCode(text: string): string {
  // In a table a bar ends the cell even inside code.
  const line = plainLine(text).replaceAll('|', '\u00a6');
  if (line.trim() === '') return '';
  const fence = '`'.repeat(longestRun(line) + 1);
  return /^`|`$/.test(line) ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** Lines as they are. */
export function markdownBlock(text: string): string {
  const lines = text.split('\n').map(plainLine).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(lines) + 1));
  return `${fence}text\n${lines}\n${fence}`;
}

/** Neither a terminal's controls nor a writing direction, and no characters that are not seen. */
function plainLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').replace(/[\p{Cf}\p{Zl}\p{Zp}]+/gu, '');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}
