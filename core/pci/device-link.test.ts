import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDeviceLinks } from './device-link.ts';

test('pairs of functions, with and without the name of the bus', () => {
  const links = parseDeviceLinks([
    'pci:0000:01:00.0--pci:0000:01:00.2',
    'pci:0000:01:00.0--pci:0000:01:00.1',
    '0000:02:00.0--0000:02:00.1',
    'platform:fixed-clock--pci:0000:00:02.0',
    'pci:0000:01:00.0',
    'pci:a--pci:b--pci:c',
  ]);
  expect([...links.suppliersOf]).toEqual([
    ['0000:01:00.2', ['0000:01:00.0']],
    ['0000:01:00.1', ['0000:01:00.0']],
    ['0000:02:00.1', ['0000:02:00.0']],
  ]);
  expect([...links.consumersOf]).toEqual([
    ['0000:01:00.0', ['0000:01:00.1', '0000:01:00.2']],
    ['0000:02:00.0', ['0000:02:00.1']],
  ]);
});

test('any names give an answer', () => {
  fc.assert(fc.property(fc.array(fc.string()), names => parseDeviceLinks(names).suppliersOf.size <= names.length));
});
