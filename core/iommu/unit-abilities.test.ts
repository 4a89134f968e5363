import { expect, test } from 'vitest';
import type { IommuUnit } from '../host/snapshot.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseAmdAbilities } from './amd-features.ts';
import { parseIntelAbilities } from './intel-capability.ts';
import { unitAbilities } from './unit-abilities.ts';

// Worked out by hand from the bit positions of the specification.
test('a desktop unit: 256 domains, four levels, both superpages, no scalable mode', () => {
  // cap: ND=2, SAGAW=00100, MGAW=38, SLLPS=0011. ecap da: QI IR EIM PT SC, neither coherent nor device TLB.
  expect(parseIntelAbilities('d2008c40660462', 'f050da\n')).toEqual({
    maximumWidthBits: 39,
    tableWidthsBits: [48],
    domains: 256,
    superpages: ['2 MiB', '1 GiB'],
    isVirtual: false,
    canRemapInterrupts: true,
    canX2apic: true,
    canPostInterrupts: false,
    hasDeviceTlb: false,
    hasPageRequests: false,
    pasidBits: 0,
    isCoherent: false,
    canForceSnoop: true,
    canPassThrough: true,
    canNest: false,
    isScalable: false,
    hasFirstStage: false,
    hasSecondStage: true,
    canTrackDirty: false,
  });
});

test('a server unit in scalable mode', () => {
  // cap: ND=6, SAGAW=01100, MGAW=56, PI (59). ecap: bits 0 to 4, 6, 7, 26, 43, 45, 46, 47, and PASID (40) of 19+1 bits.
  const ecap = (0xdfn | (1n << 26n) | (1n << 29n) | (19n << 35n) | (1n << 40n) | (0xen << 44n) | (1n << 43n)).toString(
    16,
  );
  expect(parseIntelAbilities('19ed008c40780c66', ecap)).toMatchObject({
    maximumWidthBits: 57,
    tableWidthsBits: [48, 57],
    domains: 65_536,
    canPostInterrupts: true,
    hasDeviceTlb: true,
    hasPageRequests: true,
    pasidBits: 20,
    isCoherent: true,
    canNest: true,
    isScalable: true,
    hasFirstStage: true,
    hasSecondStage: true,
    canTrackDirty: true,
  });
});

test.each([
  ['caching mode: QEMU', 'd2008c222f0686', 'f00f5a', true, 48],
  ['none', 'd2008c222f0606', 'f00f5a', false, 48],
])('%s', (_, cap, ecap, isVirtual, width) => {
  expect(parseIntelAbilities(cap, ecap)).toMatchObject({ isVirtual, maximumWidthBits: width, canForceSnoop: false });
});

test.each([
  // EFR ...4ade: PPR, XT, NX, GT, IA, GA; HATS 10; PASmax 15. As 6.7 prints it, as 5.19 did, and before.
  ['206d73ef22254ade:0'],
  ['0:206d73ef22254ade'],
  ['206d73ef22254ade'],
])('an AMD unit says the same as %s', features => {
  expect(parseAmdAbilities('190b640f', features)).toMatchObject({
    maximumWidthBits: 64,
    tableWidthsBits: [48, 57, 64],
    isVirtual: false,
    canX2apic: true,
    canPostInterrupts: true,
    hasDeviceTlb: true,
    hasPageRequests: true,
    pasidBits: 16,
    canNest: true,
  });
});

test('an AMD unit of software, without x2APIC and guest translation', () => {
  // cap: IotlbSup off, NpCache on. EFR: PPR and NX alone.
  expect(parseAmdAbilities('1c0b640f', 'a')).toMatchObject({
    isVirtual: true,
    hasDeviceTlb: false,
    canX2apic: false,
    canPostInterrupts: false,
    pasidBits: 0,
    canNest: false,
    canTrackDirty: false,
    maximumWidthBits: 48,
  });
});

test.each([
  ['x', 'f050da'],
  ['d2008c40660462', ''],
])('cap %j, ecap %j is malformed', (cap, ecap) => {
  expect(parseIntelAbilities(cap, ecap)).toHaveProperty('malformed');
});

test('answers to any text', () => {
  expectAnswerToAnyText(text => parseIntelAbilities(text, 'f050da'), 'd2008c40660462');
  expectAnswerToAnyText(text => parseIntelAbilities('d2008c40660462', text), 'f050da');
  expectAnswerToAnyText(text => parseAmdAbilities(text, text), '206d73ef22254ade:0');
});

test('a unit has abilities where its registers were read', () => {
  const unit: IommuUnit = {
    name: 'dmar0',
    vendor: 'intel',
    addressWidthBits: 39,
    canRemapInterrupts: true,
    registers: { cap: 'd2008c40660462', ecap: 'f050da' },
  };
  expect(unitAbilities(unit)?.domains).toBe(256);
  expect(unitAbilities({ ...unit, vendor: 'amd' })).toBeNull();
  expect(unitAbilities({ ...unit, registers: null })).toBeNull();
  expect(unitAbilities({ ...unit, registers: { cap: 'd2008c40660462' } })).toBeNull();
  const gap = { unknown: 'denied', source: '/sys/x', detail: 'EACCES' } as const;
  expect(unitAbilities({ ...unit, registers: gap })).toBeNull();
});
