/** A command as lines to paste into a shell: first what must be there, then QEMU with one option a line. */
import { preparationLines } from './preparation.ts';
import type { QemuCommand } from './qemu-command.ts';
import { formatOptionValue } from './qemu-option.ts';
import { shellQuote } from './shell-quote.ts';

/** The lines of the command alone: a shell takes them as one. The last one has no backslash. */
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

export function formatCommandText(command: QemuCommand): string {
  return `${['# Before the first start; harmless afterwards:', ...preparationLines(command), ...commandLines(command)].join('\n')}\n`;
}
