import { expect, test } from 'vitest';
import { bundledNames } from './bundled-names.ts';

test('knows the usual vendors and cards', () => {
  expect(bundledNames.vendor(0x10de)).toBe('NVIDIA Corporation');
  expect(bundledNames.device(0x10de, 0x2684)).toBe('AD102 [GeForce RTX 4090]');
  expect(bundledNames.device(0x8086, 0x3e92)).toBe('CoffeeLake-S GT2 [UHD Graphics 630]');
});

test('answers null for the rest', () => {
  expect(bundledNames.vendor(0x0001)).toBeNull();
  expect(bundledNames.device(0x10de, 0x0001)).toBeNull();
});
