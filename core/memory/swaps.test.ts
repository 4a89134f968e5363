import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseSwaps } from './swaps.ts';

const HEADING = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
const TEXT = `${HEADING}/dev/dm-1                               partition\t8388604\t\t1024\t\t-2
/home/ada/swap\\040file\\134x              file\t\t1048572\t\t0\t\t-3
/swapfile\\040(deleted)                  file\t\t4\t\t0\t\t5
`;

test('areas in bytes, with their paths put together again', () => {
  expect(parseSwaps(TEXT)).toEqual([
    { path: '/dev/dm-1', kind: 'partition', sizeBytes: 8_388_604 * 1024, usedBytes: 1024 * 1024 },
    { path: '/home/ada/swap file\\x', kind: 'file', sizeBytes: 1_048_572 * 1024, usedBytes: 0 },
    { path: '/swapfile (deleted)', kind: 'file', sizeBytes: 4096, usedBytes: 0 },
  ]);
});

test('a heading alone is no swap; names in other scripts stay', () => {
  expect(parseSwaps(HEADING)).toEqual([]);
  expect(parseSwaps(`${HEADING}/обмен file 4 0 -2\n`)).toMatchObject([{ path: '/обмен' }]);
});

test.each(['', '/dev/sda2 partition 4 0 -2\n', `${HEADING}/dev/sda2 partition many 0 -2\n`, `${HEADING}cut off`])(
  '%j is no list of swap areas',
  text => {
    expect(isMalformed(parseSwaps(text))).toBe(true);
  },
);

test('answers to any text', () => {
  expectAnswerToAnyText(parseSwaps, TEXT);
});
