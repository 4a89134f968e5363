/**
 * One file of a PAM stack: which modules its session part runs, and which other files it takes in.
 *
 * `TYPE CONTROL MODULE [ARGUMENTS]`, where TYPE may start with `-`, CONTROL may be `[name=action ...]`, and `include` and
 * `substack` name a file in place of a module; Debian's `@include FILE` takes in the whole file.
 * Source: Linux-PAM libpam/pam_handlers.c, _pam_parse_config_file(); pam.conf(5).
 */
import { joinContinuedLines, type NumberedLine } from './continued-lines.ts';

export type PamLine = NumberedLine &
  ({ kind: 'module'; module: string; arguments: string } | { kind: 'include'; file: string });

export type PamFile = { lines: PamLine[]; strange: NumberedLine[] };

const LINE = /^-?(auth|account|password|session)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)$/i;

/** Only what belongs to opening a session. */
export function parsePamSession(text: string): PamFile {
  const lines: PamLine[] = [];
  const strange: PamFile['strange'] = [];
  for (const { line, text: row } of joinContinuedLines(text, raw => raw.replace(/#.*/, '').trim())) {
    const included = /^@include\s+(\S+)$/.exec(row)?.[1];
    const [, type, control, target, rest = ''] = LINE.exec(row) ?? [];
    if (included !== undefined) lines.push({ line, text: row, kind: 'include', file: included });
    else if (type === undefined || control === undefined || target === undefined) strange.push({ line, text: row });
    else if (type.toLowerCase() !== 'session') continue;
    else if (/^(include|substack)$/i.test(control)) lines.push({ line, text: row, kind: 'include', file: target });
    else
      lines.push({
        line,
        text: row,
        kind: 'module',
        module: target.slice(target.lastIndexOf('/') + 1),
        arguments: rest,
      });
  }
  return { lines, strange };
}
