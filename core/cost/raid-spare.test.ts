import { expect, test } from 'vitest';
import { raidSpare } from './raid-spare.ts';

test.each<[string, number, number, number]>([
  ['raid1', 2, 2, 1],
  ['raid1', 2, 1, 0],
  ['raid1', 3, 2, 1],
  ['raid1', 3, 3, 2],
  ['raid1', 1, 1, 0],
  ['raid5', 3, 3, 1],
  ['raid5', 3, 2, 0],
  ['raid6', 4, 4, 2],
  ['raid6', 4, 3, 1],
  ['raid6', 4, 2, 0],
  ['raid10', 4, 4, 1],
  ['raid10', 4, 3, 0],
  ['raid0', 2, 2, 0],
  ['linear', 5, 5, 0],
  ['inactive', 0, 0, 0],
  ['raid7', 9, 9, 0],
  ['raid5', 9, 0, 0],
  // More in sync than it is made for: a replacement has just taken over.
  ['raid1', 2, 3, 1],
])('%s made for %i members of which %i carry data can spare %i', (level, disks, inSync, spare) => {
  expect(raidSpare(level, disks, inSync)).toBe(spare);
});
