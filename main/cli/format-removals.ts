/** What leaves a snapshot before somebody else sees it, as text for a terminal. */
import { countOf } from '../../core/findings/function-label.ts';
import { oneLine } from '../../core/findings/one-line.ts';
import { type Anonymised, explainShortNames, READ_BEFORE_PUBLISHING } from '../../core/host/anonymise.ts';

const MOST_PLACES = 6;

export function formatRemovals({ removed, shortNames }: Pick<Anonymised, 'removed' | 'shortNames'>): string {
  const total = removed.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(total === 0
      ? ['No name, address or serial number was recognised, so nothing is replaced.']
      : [
          `${countOf(total, 'text')} that could say whose machine this is ${total === 1 ? 'is' : 'are'} replaced:`,
          '',
          ...removed.flatMap(({ kind, count, example, where }) => [
            `  ${kind} (${count})  ${oneLine(example.before)} -> ${oneLine(example.after)}`,
            `      in ${[...where.slice(0, MOST_PLACES), ...(where.length > MOST_PLACES ? [`${where.length - MOST_PLACES} more places`] : [])].join(', ')}`,
          ]),
        ]),
    '',
    ...explainShortNames(shortNames).map(oneLine),
    'Drivers, models, addresses of devices and the kernel version stay. --keep-names replaces nothing.',
    READ_BEFORE_PUBLISHING,
    '',
  ].join('\n');
}
