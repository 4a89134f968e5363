import { expect, test } from 'vitest';
import { iommuTables } from './firmware-tables.ts';

test.each([
  [['APIC', 'DMAR', 'SSDT1'], ['DMAR']],
  [
    ['IVRS', 'VIOT'],
    ['IVRS', 'VIOT'],
  ],
  [['IORT1'], ['IORT']],
  [['DMARX', 'dmar', ''], []],
])('%j holds %j', (names, tables) => {
  expect(iommuTables(names)).toEqual(tables);
});
