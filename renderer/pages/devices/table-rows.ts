/** The device table as one flat list, so that a long one can be drawn in part. */
import type { PciFunction } from '../../../core/host/snapshot.ts';
import type { filterGroups } from '../../format/device-groups.ts';

type ShownGroup = ReturnType<typeof filterGroups>[number];

export type TableRow =
  | { kind: 'group'; key: string; group: ShownGroup; isOpen: boolean }
  | { kind: 'function'; key: string; fn: PciFunction };

export function tableRows(groups: readonly ShownGroup[], folded: ReadonlySet<string>): TableRow[] {
  return groups.flatMap(group => {
    const isOpen = !folded.has(group.key);
    return [
      { kind: 'group', key: group.key, group, isOpen } as const,
      ...(isOpen ? group.shown.map(fn => ({ kind: 'function', key: fn.bdf, fn }) as const) : []),
    ];
  });
}
