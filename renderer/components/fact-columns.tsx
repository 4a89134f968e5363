import type { ReactNode } from 'react';
import type { FactGroup } from '../facts/fact.ts';

type Props = { groups: readonly FactGroup[]; children: (group: FactGroup) => ReactNode };

/** Groups in their order: narrow ones packed in columns, wide ones across. */
export function FactColumns({ groups, children }: Props) {
  return runsOf(groups).map(([first, ...rest]) => (
    <div key={first.title} {...(first.isWide ? {} : { className: 'bindery-columns' })}>
      {[first, ...rest].map(group => (
        <div key={group.title} className="bindery-column-item">
          {children(group)}
        </div>
      ))}
    </div>
  ));
}

type Run = [FactGroup, ...FactGroup[]];

/** Neighbours that are laid out together. */
function runsOf(groups: readonly FactGroup[]): Run[] {
  const runs: Run[] = [];
  for (const group of groups) {
    const run = runs.at(-1);
    if (run && Boolean(run[0].isWide) === Boolean(group.isWide)) run.push(group);
    else runs.push([group]);
  }
  return runs;
}
