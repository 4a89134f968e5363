import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { fromText, fromWords, isInside } from './address.ts';

test.each([
  ['0100007F', '7f000001'],
  ['0200000A', '0a000002'],
  ['0000000000000000FFFF00000200000A', '0a000002'],
  ['000080FE00000000FFFC0002010000FE', 'fe800000000000000200fcfffe000001'],
  ['00000000000000000000000001000000', '00000000000000000000000000000001'],
])('%s in a file is %s', (words, address) => expect(fromWords(words)).toBe(address));

test.each<[string, string | null, string | null]>([
  ['10.0.0.2', '0a000002', null],
  ['::1', '00000000000000000000000000000001', null],
  ['::', '0'.repeat(32), null],
  ['fe80::200:FCFF:fe00:1%eth0', 'fe800000000000000200fcfffe000001', 'eth0'],
  ['::ffff:10.0.0.2', '0a000002', null],
  ['2001:db8:0:0:1:2:3:4', '20010db8000000000001000200030004', null],
  ['1:2:3:4:5:6:7:8:9', null, null],
  ['1::2::3', null, null],
  ['1::3:4:5:6:7:8', '00010000000300040005000600070008', null],
  ['1:2:3:4:5:6:7::8', null, null],
  ['10.0.0', null, null],
  ['10.0.0.256', null, null],
  ['::10.0.0.300', null, null],
  ['12345::', null, null],
  ['UNKNOWN', null, null],
  ['', null, null],
])('%s as people write it', (text, address, zone) => {
  expect(fromText(text)).toEqual(address === null ? null : { address, zone });
});

test.each<[string, string, number, boolean]>([
  ['0a000002', '0a000000', 24, true],
  ['0a000102', '0a000000', 24, false],
  ['0a000102', '0a000000', 23, true],
  ['0a000202', '0a000000', 23, false],
  ['0a000002', '00000000', 0, true],
  ['0a000002', '0a000002', 32, true],
  ['0a000003', '0a000002', 32, false],
  ['0a000002', '0'.repeat(32), 0, false],
])('%s in %s/%i: %s', (address, network, length, inside) => expect(isInside(address, network, length)).toBe(inside));

test('answers to any text', () => expectAnswerToAnyText(fromText, 'fe80::1%eth0'));
