import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseIntelAddressWidth, parseIntelInterruptRemapping } from './intel-capability.ts';

test.each([
  // Registers of real units. MGAW 39, SAGAW 39 and 48: a desktop, whose width is less than its page tables allow.
  ['d2008c40660462\n', 39],
  ['8d2078c106f0466', 48],
  // SAGAW 39 only, MGAW 48.
  ['2f0200', 39],
  // SAGAW 57, MGAW 57.
  ['380800', 57],
])('cap %s translates %d bits', (cap, bits) => {
  expect(parseIntelAddressWidth(cap)).toBe(bits);
});

test.each(['', 'zz', '2f0000', '12345678901234567'])('cap %j is malformed', cap => {
  expect(parseIntelAddressWidth(cap)).toHaveProperty('malformed');
});

test.each([
  ['f020df', true],
  ['f020d7', false],
  ['0', false],
  ['', { malformed: 'empty' }],
])('ecap %s: can remap interrupts %j', (ecap, can) => {
  expect(parseIntelInterruptRemapping(ecap)).toEqual(can);
});

test('answers to any text', () => {
  expectAnswerToAnyText(parseIntelAddressWidth, '8d2078c106f0466\n');
  expectAnswerToAnyText(parseIntelInterruptRemapping, 'f020df\n');
});
