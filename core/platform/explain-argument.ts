/**
 * How a kernel argument is added or removed on a host whose place for arguments is known, as words and a line to copy.
 *
 * GRUB reads the line with the arguments as a command, which a `;` ends. In its settings a backslash before it is kept by
 * the shell, in single and in double quotes, and taken away by GRUB. What tools make of a backslash in the entries that
 * they write differs, so there the person is told to look.
 * Source: GRUB manual, "Writing GRUB configuration files directly"; POSIX.1-2017, Shell Command Language, 2.2.3.
 */
import { shellQuote } from '../export/shell-quote.ts';
import { type ArgumentPlace, PLACEHOLDER } from './argument-place.ts';
import { type BootTraces, decideBootLoader } from './boot-loader.ts';

type Change = { argument: string; action: 'add' | 'remove'; replaces?: string };

export function explainArgument(
  place: ArgumentPlace,
  { argument, action, replaces }: Change,
): { text: string; copy: string } {
  if (place.how === 'command') {
    const fill = (template: string, words: string) => template.replace(PLACEHOLDER, () => shellQuote(words));
    const line = fill(action === 'add' ? place.add : place.remove, argument);
    const isCut = action === 'add' && argument.includes(';') && writesEntries(place.add);
    const effect = `${action === 'add' ? 'adds' : 'removes'} the kernel argument ${argument}`;
    return {
      text: `Run as root, then start the computer again; it ${effect}${replaces === undefined ? '' : ` in place of ${replaces}`}${isCut ? SEMICOLON_IN_ENTRIES : ':'}`,
      copy: replaces === undefined ? line : `${fill(place.remove, replaces)}\n${line}`,
    };
  }
  const { file, inside, apply } = place;
  const then = apply === null ? 'start the computer again' : `run "${apply}" as root, and start the computer again`;
  const copy = file === GRUB_SETTINGS ? argument.replaceAll(';', '\\;') : argument;
  return { text: `${changeOf(action, replaces, inside)} in ${file}, then ${then}:`, copy };
}

const GRUB_SETTINGS = '/etc/default/grub';

/** Of the boot loader specification, which GRUB turns into commands. */
const writesEntries = (command: string) => /^(grubby|rpm-ostree|ostree) /.test(command);

const SEMICOLON_IN_ENTRIES =
  '. If GRUB starts this computer, it ends the line at the ";": before the restart, write "\\;" for it in the line options of /boot/loader/entries/*.conf, and afterwards look whether /proc/cmdline has all of the argument.';

/** The argument itself is shown below. @param inside what holds the arguments; null: not known. */
export function changeOf(action: Change['action'], replaces: string | undefined, inside: string | null): string {
  if (action === 'remove') return `Remove this kernel argument${inside === null ? '' : ` from ${inside}`}`;
  if (replaces !== undefined)
    return `Put this kernel argument in place of ${replaces}${inside === null ? '' : ` into ${inside}`}`;
  return `Add this kernel argument${inside === null ? '' : ` to ${inside}`}`;
}

/** Where arguments are set on this host; null: not known, or one of several. */
export function argumentPlaceOf(host: BootTraces): ArgumentPlace | null {
  const loader = decideBootLoader(host);
  return loader.verdict === 'known' ? loader.place : null;
}
