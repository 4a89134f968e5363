/** How a kernel argument is added or removed on a host whose place for arguments is known, as words and a line to copy. */
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
    const effect = `${action === 'add' ? 'adds' : 'removes'} the kernel argument ${argument}`;
    return {
      text: `Run as root, then start the computer again; it ${effect}${replaces === undefined ? '' : ` in place of ${replaces}`}:`,
      copy: replaces === undefined ? line : `${fill(place.remove, replaces)}\n${line}`,
    };
  }
  const { file, inside, apply } = place;
  const then = apply === null ? 'start the computer again' : `run "${apply}" as root, and start the computer again`;
  return { text: `${changeOf(action, replaces, inside)} in ${file}, then ${then}:`, copy: argument };
}

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
