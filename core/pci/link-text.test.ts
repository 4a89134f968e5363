import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseLinkSpeed, parseLinkWidth } from './link-text.ts';

test.each([
  ['2.5 GT/s PCIe\n', 2.5],
  ['64.0 GT/s PCIe\n', 64],
  ['8 GT/s\n', 8],
  ['Unknown\n', null],
  ['Unknown speed\n', null],
  ['133 MHz PCI-X\n', { malformed: '133 MHz PCI-X' }],
  ['0 GT/s\n', { malformed: '0 GT/s' }],
  ['', { malformed: 'empty' }],
])('speed %j is %j', (text, speed) => {
  expect(parseLinkSpeed(text)).toEqual(speed);
});

test.each([
  ['16\n', 16],
  ['0\n', 0],
  ['63\n', null],
  ['255\n', null],
  ['33\n', { malformed: '33' }],
  ['x16\n', { malformed: 'x16' }],
])('width %j is %j', (text, width) => {
  expect(parseLinkWidth(text)).toEqual(width);
});

test('answers to any text', () => {
  expectAnswerToAnyText(parseLinkSpeed, '8.0 GT/s PCIe\n');
  expectAnswerToAnyText(parseLinkWidth, '16\n');
});
