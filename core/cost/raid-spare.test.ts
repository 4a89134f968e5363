import { expect, test } from 'vitest';
import { raidSpare } from './raid-spare.ts';

test.each<[string, number, number, number]>([
  ['raid1', 2, 0, 1],
  ['raid1', 1, 1, 0],
  ['raid1', 3, 1, 2],
  ['raid5', 3, 0, 1],
  ['raid5', 2, 1, 0],
  ['raid6', 4, 0, 2],
  ['raid6', 3, 1, 1],
  ['raid10', 4, 0, 1],
  ['raid0', 2, 0, 0],
  ['linear', 5, 0, 0],
  ['inactive', 2, 0, 0],
  ['raid7', 9, 0, 0],
  ['raid5', 0, 9, 0],
])('%s of %i members that lacks %i can spare %i', (level, members, missing, spare) => {
  expect(raidSpare(level, members, missing)).toBe(spare);
});
