import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseBuddyinfo } from './buddyinfo.ts';

const TWO_NODES = `Node 0, zone      DMA      0      0      1      3
Node 0, zone   Normal    216     55    189    101
Node 1, zone   Normal   1042    311      0     12
`;

test('lists zones by node', () => {
  expect(parseBuddyinfo(TWO_NODES)).toEqual(
    new Map([
      [
        0,
        [
          { zone: 'DMA', freeBlocks: [0, 0, 1, 3] },
          { zone: 'Normal', freeBlocks: [216, 55, 189, 101] },
        ],
      ],
      [1, [{ zone: 'Normal', freeBlocks: [1042, 311, 0, 12] }]],
    ]),
  );
});

test('odd zones and any number of columns are fine', () => {
  const text = 'Node 7, zone  Movable 1\nNode 7, zone   Device 0 0 0 0 0 0 0 0 0 0 0 0 0 5 \n';
  const zones = parseBuddyinfo(text);
  expect(isMalformed(zones) || zones.get(7)?.map(zone => [zone.zone, zone.freeBlocks.length])).toEqual([
    ['Movable', 1],
    ['Device', 14],
  ]);
});

test.each(['', 'Node 0, zone Normal\n', 'Node 0, zone Normal 1 x 3\n', 'Zone 0 1 2\n', 'Node -1, zone DMA 1\n'])(
  '%j is no list of blocks',
  text => {
    expect(isMalformed(parseBuddyinfo(text))).toBe(true);
  },
);

test('answers to any text', () => {
  expectAnswerToAnyText(parseBuddyinfo, TWO_NODES);
});
