import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectOfAnyText } from '../testing/spoiled-text.ts';
import { type PciNames, parsePciIds } from './pci-ids.ts';

const LIST = `# List of PCI ID's

10de  NVIDIA Corporation
	2684  AD102 [GeForce RTX 4090]
		10de 16f3  Founders Edition
# a comment between devices
	22ba  AD102 High Definition Audio Controller
8086  Intel Corporation
	10de  A device whose number is a vendor

C 03  Display controller
	00  VGA compatible controller
ffff  Behind the classes
`;

function names(text: string): PciNames {
  const parsed = parsePciIds(text);
  if (isMalformed(parsed)) throw new Error(parsed.malformed);
  return parsed;
}

test('finds vendors and devices', () => {
  const list = names(LIST);
  expect(list.vendor(0x10de)).toBe('NVIDIA Corporation');
  expect(list.device(0x10de, 0x2684)).toBe('AD102 [GeForce RTX 4090]');
  expect(list.device(0x10de, 0x22ba)).toBe('AD102 High Definition Audio Controller');
  expect(list.device(0x8086, 0x10de)).toBe('A device whose number is a vendor');
});

test('answers null where the list has no entry', () => {
  const list = names(LIST);
  expect(list.vendor(0x1234)).toBeNull();
  expect(list.device(0x1234, 0x2684)).toBeNull();
  expect(list.device(0x10de, 0x10de)).toBeNull();
  expect(list.device(0x10de, 0x16f3)).toBeNull();
  expect(list.device(0x8086, 0x2684)).toBeNull();
});

test('a last line without an end is a line', () => {
  expect(names('10de  NVIDIA').vendor(0x10de)).toBe('NVIDIA');
});

test.each(['', '# only comments\n', 'nothing like it', '10de'])('%j is malformed', text => {
  expect(parsePciIds(text)).toEqual({ malformed: 'no line of a vendor' });
});

test('any text gives names or is malformed', () => {
  expectOfAnyText(LIST, text => {
    const list = parsePciIds(text);
    return isMalformed(list) || [list.vendor(0x10de), list.device(0x10de, 0x2684)].every(name => name !== '');
  });
});
