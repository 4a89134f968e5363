/** A command as the list of arguments that execve() takes: no shell, no quoting. */
import type { QemuCommand } from './qemu-command.ts';
import { formatOptionValue } from './qemu-option.ts';

export function formatArgv(command: QemuCommand): string[] {
  return [
    command.binary,
    ...command.options.flatMap(entry => {
      const value = formatOptionValue(entry);
      return value === null ? [entry.option] : [entry.option, value];
    }),
  ];
}
