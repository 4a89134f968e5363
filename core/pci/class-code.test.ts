import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  className,
  isAudio,
  isBridge,
  isDisplay,
  isNetwork,
  isNvme,
  isPciBridge,
  isStorage,
  isUsbController,
  isVga,
} from './class-code.ts';

test.each([
  [0x030000, 'VGA controller'],
  [0x030200, '3D controller'],
  [0x040300, 'HD audio controller'],
  [0x0c0330, 'USB controller (xHCI)'],
  [0x0c03fe, 'USB controller'],
  [0x010802, 'NVMe controller'],
  [0x060400, 'PCI bridge'],
  [0x02ff00, 'Network controller'],
  [0x770100, 'Class 0x7701'],
])('%o is a %s', (code, name) => {
  expect(className(code)).toBe(name);
});

test('knows the classes that checks ask for', () => {
  const is = { isVga, isDisplay, isAudio, isUsbController, isNvme, isStorage, isNetwork, isBridge, isPciBridge };
  const kindsOf = (code: number) => Object.entries(is).flatMap(([name, isOfKind]) => (isOfKind(code) ? [name] : []));
  expect(kindsOf(0x030000)).toEqual(['isVga', 'isDisplay']);
  expect(kindsOf(0x030200)).toEqual(['isDisplay']);
  expect(kindsOf(0x040300)).toEqual(['isAudio']);
  expect(kindsOf(0x0c0330)).toEqual(['isUsbController']);
  expect(kindsOf(0x010802)).toEqual(['isNvme', 'isStorage']);
  expect(kindsOf(0x028000)).toEqual(['isNetwork']);
  expect(kindsOf(0x060400)).toEqual(['isBridge', 'isPciBridge']);
  expect(kindsOf(0x060000)).toEqual(['isBridge']);
  expect(kindsOf(0x0c0500)).toEqual([]);
});

test('every class has a name', () => {
  fc.assert(fc.property(fc.nat(0xffffff), code => className(code) !== ''));
});
