/** The command as the window shows it: one option a line, as in a shell. */

import type { QemuCommand } from '../../core/export/qemu-command.ts';
import { formatOptionValue } from '../../core/export/qemu-option.ts';
import { shellQuote } from '../../core/export/shell-quote.ts';

/** Lines that a shell takes as one command. The last one has no backslash. */
export function commandLines(command: QemuCommand): string[] {
  const words = [
    shellQuote(command.binary),
    ...command.options.map(entry => {
      const value = formatOptionValue(entry);
      return value === null ? `  ${entry.option}` : `  ${entry.option} ${shellQuote(value)}`;
    }),
  ];
  return words.map((line, index) => (index < words.length - 1 ? `${line} \\` : line));
}
