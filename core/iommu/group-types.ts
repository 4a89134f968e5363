/** The default domains of a host's groups in sum: translated (`DMA`, `DMA-FQ`), untranslated (`identity`), or none. */
import { isKnown } from '../host/measured.ts';
import type { IommuGroup } from '../host/snapshot.ts';

/** Most frequent first. Groups whose type could not be read are left out. */
export function countGroupTypes(groups: readonly IommuGroup[]): { type: string; count: number }[] {
  const byType = Map.groupBy(
    groups.flatMap(({ type }) => (isKnown(type) ? [type] : [])),
    type => type,
  );
  return [...byType].map(([type, all]) => ({ type, count: all.length })).sort((a, b) => b.count - a.count);
}
