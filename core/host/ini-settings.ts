/**
 * Assignments in systemd's configuration files, with the line on which each begins.
 * Comments start with `#` or `;`; a backslash at the end continues a line. Source: systemd.syntax(7).
 */
import { joinContinuedLines, type NumberedLine, wholeLineComments } from './continued-lines.ts';

export type IniSetting = {
  section: string;
  key: string;
  value: string;
  /** From 1. */
  line: number;
};

export type IniFile = {
  settings: IniSetting[];
  /** Lines that are neither section, comment nor assignment, or assign before the first section: systemd skips them too. */
  strange: NumberedLine[];
};

export function parseIni(text: string): IniFile {
  const settings: IniSetting[] = [];
  const strange: IniFile['strange'] = [];
  let section: string | null = null;
  for (const { line, text: row } of joinContinuedLines(text, wholeLineComments('#;'))) {
    const heading = /^\[([^\]]+)\]$/.exec(row)?.[1];
    const equals = row.indexOf('=');
    if (heading !== undefined) section = heading;
    else if (section === null || equals < 1) strange.push({ line, text: row });
    else settings.push({ section, key: row.slice(0, equals).trim(), value: row.slice(equals + 1).trim(), line });
  }
  return { settings, strange };
}
