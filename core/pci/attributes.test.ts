import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseDriverOverride, parseFlag, parseNumaNode, parseRevision } from './attributes.ts';

test.each([
  ['(null)\n', null],
  ['\n', null],
  ['vfio-pci\n', 'vfio-pci'],
  ['none\n', 'none'],
  ['two words', { malformed: 'two words' }],
])('driver_override %j is %j', (text, driver) => {
  expect(parseDriverOverride(text)).toEqual(driver);
});

test.each([
  ['-1\n', null],
  ['0\n', 0],
  ['3\n', 3],
  ['-2\n', { malformed: '-2' }],
  ['', { malformed: 'empty' }],
])('numa_node %j is %j', (text, node) => {
  expect(parseNumaNode(text)).toEqual(node);
});

test.each([
  ['1\n', true],
  ['0\n', false],
  ['2\n', { malformed: '2' }],
])('flag %j is %j', (text, isBoot) => {
  expect(parseFlag(text)).toEqual(isBoot);
});

test.each([
  ['0xa1\n', 0xa1],
  ['0x100\n', { malformed: '0x100' }],
  ['a1?', { malformed: 'a1?' }],
])('revision %j is %j', (text, revision) => {
  expect(parseRevision(text)).toEqual(revision);
});

test.each([parseDriverOverride, parseNumaNode, parseFlag, parseRevision])('%o answers to any text', parse => {
  expectAnswerToAnyText(parse, '0x1\n');
});
