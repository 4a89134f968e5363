import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { isFirmwarePicture, parseBarClaims } from './bar-claims.ts';

const HOST = `00000000-00000fff : Reserved
00001000-0009ffff : System RAM
000a0000-000bffff : PCI Bus 0000:00
80000000-bfffffff : PCI Bus 0000:00
  80000000-810fffff : PCI Bus 0000:01
    80000000-80ffffff : 0000:01:00.0
      80000000-80ffffff : nvidia
    81000000-81003fff : 0000:01:00.1
      81000000-81003fff : ICH HD audio
c0000000-cfffffff : PCI ECAM 0000 [bus 00-ff]
  c0000000-cfffffff : Reserved
    c0000000-cfffffff : pnp 00:00
fee00000-fee00fff : Local APIC
100000000-87fffffff : System RAM
4000000000-7fffffffff : PCI Bus 0000:00
  4000000000-400fffffff : 0000:00:02.0
    4000000000-40007e8fff : BOOTFB
      4000000000-40007e8fff : simplefb
`;

const claim = (bdf: string, start: string, end: string, claimant: string) => ({ function: bdf, start, end, claimant });

test('claims are what lies inside a BAR', () => {
  expect(parseBarClaims(HOST)).toEqual([
    claim('0000:01:00.0', '0x80000000', '0x80ffffff', 'nvidia'),
    claim('0000:01:00.1', '0x81000000', '0x81003fff', 'ICH HD audio'),
    claim('0000:00:02.0', '0x4000000000', '0x40007e8fff', 'BOOTFB'),
    claim('0000:00:02.0', '0x4000000000', '0x40007e8fff', 'simplefb'),
  ]);
});

test('a claim as large as the BAR lies around it', () => {
  const text = `80000000-bfffffff : PCI Bus 0000:00
  80000000-80ffffff : PCI Bus 0000:02
    80000000-80ffffff : BOOTFB
      80000000-80ffffff : 0000:02:00.0
        80000000-80ffffff : simpledrm
`;
  expect(parseBarClaims(text)).toEqual([
    claim('0000:02:00.0', '0x80000000', '0x80ffffff', 'BOOTFB'),
    claim('0000:02:00.0', '0x80000000', '0x80ffffff', 'simpledrm'),
  ]);
});

test('the kernel stops to indent at the sixth level', () => {
  const text = `7800000000-7fffffffff : PCI Bus 0000:00
  7800000000-7bffffffff : PCI Bus 0000:07
    7800000000-7bffffffff : PCI Bus 0000:08
      7800000000-7bffffffff : PCI Bus 0000:09
        7800000000-7bffffffff : 0000:09:00.0
          7800000000-78007e8fff : BOOTFB
          7800000000-78007e8fff : simpledrm
          7900000000-7900000fff : amdgpu
`;
  expect(parseBarClaims(text)).toMatchObject([
    { function: '0000:09:00.0', claimant: 'BOOTFB' },
    { function: '0000:09:00.0', claimant: 'simpledrm' },
    { function: '0000:09:00.0', claimant: 'amdgpu' },
  ]);
});

test('a virtual function inside the range of its physical one claims nothing from it', () => {
  const text = `80000000-80ffffff : 0000:01:00.0
  80000000-8000ffff : 0000:01:10.0
    80000000-8000ffff : vfio-pci
`;
  expect(parseBarClaims(text)).toEqual([claim('0000:01:10.0', '0x80000000', '0x8000ffff', 'vfio-pci')]);
});

test('firmware that reserves the range of a bridge claims no BAR', () => {
  const text = '80000000-80ffffff : Reserved\n  80000000-80ffffff : 0000:01:00.0\n';
  expect(parseBarClaims(text)).toEqual([]);
});

test('what the kernel hides from a user is not free', () => {
  expect(parseBarClaims(HOST.replace(/[0-9a-f]+-[0-9a-f]+ :/g, '00000000-00000000 :'))).toBe('hidden');
});

test.each([
  ['nothing', ''],
  ['another file', 'root:x:0:0:root\n'],
  ['a range that ends before it starts', '00002000-00001fff : System RAM\n'],
  ['a line cut off', '80000000-80ff\n'],
])('%s is malformed', (_, text) => {
  expect(isMalformed(parseBarClaims(text))).toBe(true);
});

test('any text gets an answer', () => {
  expectAnswerToAnyText(parseBarClaims, HOST);
});

test.each(['BOOTFB', 'efifb', 'simplefb', 'simpledrm', 'simple-framebuffer.0', 'vesafb'])('%s is the picture', name => {
  expect(isFirmwarePicture(name)).toBe(true);
});

test.each(['nvidia', 'vfio-pci', 'ICH HD audio', 'xhci-hcd'])('%s is a driver', name => {
  expect(isFirmwarePicture(name)).toBe(false);
});
