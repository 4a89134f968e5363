/**
 * What must be there before a machine starts for the first time: its own folder, and its copy of the firmware's
 * variables. Shell lines, for the script and for whoever runs the bare command.
 */
import type { QemuCommand } from './qemu-command.ts';
import { shellQuote } from './shell-quote.ts';

/** The copy appears whole or not at all: one that broke off would be taken for the machine's own for good. */
export function preparationLines({ stateFolder, variables }: Pick<QemuCommand, 'stateFolder' | 'variables'>): string[] {
  const folder = shellQuote(stateFolder);
  if (!variables) return [`mkdir -p -m 0700 ${folder}`];
  const [template, copy, part] = [variables.template, variables.copy, `${variables.copy}.part`].map(shellQuote);
  return [
    `mkdir -p -m 0700 ${folder}`,
    `[ -e ${copy} ] || { cp ${template} ${part} && chmod u+w ${part} && mv ${part} ${copy}; }`,
  ];
}
