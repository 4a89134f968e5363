import { expect, test } from 'vitest';
import type { IommuGroup } from '../host/snapshot.ts';
import { countGroupTypes } from './group-types.ts';

const gap = { unknown: 'denied', source: '/x', detail: '' } as const;
const group = (id: number, type: IommuGroup['type']): IommuGroup => ({
  id,
  name: null,
  type,
  reservedRegions: [],
  members: [],
});

test('counts what is known, most frequent first', () => {
  expect(countGroupTypes([group(0, 'identity'), group(1, 'DMA-FQ'), group(2, 'DMA-FQ'), group(3, gap)])).toEqual([
    { type: 'DMA-FQ', count: 2 },
    { type: 'identity', count: 1 },
  ]);
  expect(countGroupTypes([])).toEqual([]);
});
