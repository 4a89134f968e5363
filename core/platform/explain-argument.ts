/** How a kernel argument is added or removed on a host whose place for arguments is known, as words and a line to copy. */
import { shellQuote } from '../export/shell-quote.ts';
import { type ArgumentPlace, PLACEHOLDER } from './argument-place.ts';
import { type BootTraces, decideBootLoader } from './boot-loader.ts';

type Change = { argument: string; action: 'add' | 'remove' };

export function explainArgument(place: ArgumentPlace, { argument, action }: Change): { text: string; copy: string } {
  if (place.how === 'command') {
    const template = action === 'add' ? place.add : place.remove;
    return {
      text: `Run as root, then start the computer again; it ${action === 'add' ? 'adds' : 'removes'} the kernel argument ${argument}:`,
      copy: template.replace(PLACEHOLDER, () => shellQuote(argument)),
    };
  }
  const { file, inside, apply } = place;
  const change =
    action === 'add' ? `Add this kernel argument to ${inside}` : `Remove this kernel argument from ${inside}`;
  const then = apply === null ? 'start the computer again' : `run "${apply}" as root, and start the computer again`;
  return { text: `${change} in ${file}, then ${then}:`, copy: argument };
}

/** Where arguments are set on this host; null: not known, or one of several. */
export function argumentPlaceOf(host: BootTraces): ArgumentPlace | null {
  const loader = decideBootLoader(host);
  return loader.verdict === 'known' ? loader.place : null;
}
