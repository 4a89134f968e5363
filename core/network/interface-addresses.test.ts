import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseInterfaceAddresses } from './interface-addresses.ts';

const TEXT = `00000000000000000000000000000001 01 80 10 80       lo
fe800000000000000200fcfffe000001 02 40 20 80     eth0
fe800000000000000200fcfffe000001 03 40 20 80      br0
`;

test('addresses to interfaces', () => {
  expect(parseInterfaceAddresses(TEXT)).toEqual(
    new Map([
      ['00000000000000000000000000000001', ['lo']],
      ['fe800000000000000200fcfffe000001', ['eth0', 'br0']],
    ]),
  );
  expect(parseInterfaceAddresses('')).toEqual(new Map());
  expect(parseInterfaceAddresses('fe80::1 02 40 20 80 eth0\n')).toHaveProperty('malformed');
});

test('answers to any text', () => expectAnswerToAnyText(parseInterfaceAddresses, TEXT));
