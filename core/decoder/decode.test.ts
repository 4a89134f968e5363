import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainRemedy } from '../findings/explain-remedy.ts';
import { candidatesFor, decode } from './decode.ts';
import { deviceExamples } from './examples/device.ts';
import { hostExamples } from './examples/host.ts';
import { iommuExamples } from './examples/iommu.ts';
import { qemuExamples } from './examples/qemu.ts';
import { vfioExamples } from './examples/vfio.ts';
import { MOST_LINE_CHARACTERS } from './log-line.ts';
import { MESSAGES, messageById } from './table.ts';

const EXAMPLES = { ...deviceExamples, ...vfioExamples, ...iommuExamples, ...hostExamples, ...qemuExamples };

test('ids are one of a kind, and each has examples', () => {
  expect(new Set(MESSAGES.map(entry => entry.id)).size).toBe(MESSAGES.length);
  expect(Object.keys(EXAMPLES).sort()).toEqual(MESSAGES.map(entry => entry.id).sort());
  expect(MESSAGES.length).toBeGreaterThan(70);
  expect(messageById('reset/not-ready')?.from).toBe('kernel');
  expect(messageById('no/such')).toBeUndefined();
});

describe.each(MESSAGES.map(entry => [entry.id, entry] as const))('%s', (id, entry) => {
  const { hits, misses } = EXAMPLES[id] ?? { hits: [], misses: [] };

  test('is what its lines mean, and not what lines like it mean', () => {
    expect(hits.length * misses.length).toBeGreaterThan(0);
    for (const line of hits) {
      expect(decode(line, 'any')?.entry.id, line).toBe(id);
      expect(decode(line, entry.from)?.entry.id, line).toBe(id);
      expect(line.length).toBeLessThan(MOST_LINE_CHARACTERS);
    }
    for (const line of misses) expect(decode(line, 'any')?.entry.id, line).not.toBe(id);
  });

  test('has whole words for each of them', () => {
    for (const line of hits) {
      const facts = decode(line, 'any')?.facts ?? {};
      const remedies = entry.remedies(facts).map(remedy => explainRemedy(remedy, null));
      const texts = remedies.flatMap(({ text, copy }) => [text, copy ?? '']);
      for (const text of [entry.title(facts), entry.cause(facts), ...texts])
        expect(text, line).not.toMatch(/undefined|null|NaN|\[object| {2}/);
      expect(entry.title(facts)).toMatch(/^\S.*[^.\s]$/);
      expect(entry.cause(facts)).toMatch(/^[A-Z].*\.$/);
      expect(remedies.length > 0).toBe(entry.weight !== 'fine');
    }
  });

  test('has a pattern that takes linear time', () => {
    const { source } = entry.pattern;
    // No open-ended repetition, and none of a group.
    expect(source).not.toMatch(/(?<!\\)[*+]|\{\d+,\}/);
    expect(source).not.toMatch(/\)\{/);
  });
});

test.each([
  ['vfio-pci 0000:84:00.0: not ready 65535ms after bus reset; giving up', '0000:84:00.0', { milliseconds: 65535 }],
  ['vfio-pci 10000:e1:00.0: not ready 65535ms after FLR; giving up', '10000:e1:00.0', { reset: 'FLR' }],
  ['vfio_pin_pages_remote: RLIMIT_MEMLOCK (8388608) exceeded', null, { limit: 8388608, device: 'A device' }],
  [
    'DMAR: [DMA Write] Request device [0x00:0x02.0] fault addr 0x6df084000 [fault reason 0x05] x',
    '00:02.0',
    { direction: 'Write', target: '6df084000' },
  ],
  ['AMD-Vi: Event logged [IO_PAGE_FAULT device=0a:00.0 domain=0x001d address=0x637c000 flags=0]', '0a:00.0', {}],
  ['NVRM: BAR0 is 0M @ 0x0 (PCI:0000:01:00.0)', '0000:01:00.0', { bar: 0 }],
])('%s: the function and the facts', (line, address, facts) => {
  expect(decode(line, 'any')).toMatchObject({ address, facts });
});

test('QEMU does not speak in the kernel log, nor the kernel in QEMU', () => {
  expect(decode('vfio 0000:01:00.0: group 1 is not viable', 'kernel')).toBeNull();
  expect(decode('NVRM: BAR0 is 0M @ 0x0 (PCI:0000:01:00.0)', 'qemu')).toBeNull();
});

const USUAL = [
  'Linux version 6.12.43+deb13-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC',
  'pci 0000:00:1c.0: PCI bridge to [bus 04]',
  'usb 1-4: New USB device found, idVendor=046d, idProduct=c52b, bcdDevice=12.11',
  'EXT4-fs (nvme0n1p2): mounted filesystem 6f1c2e9a ro with ordered data mode. Quota mode: none.',
  'pci 0000:01:00.0: BAR 1 [mem 0x4000000000-0x400fffffff 64bit pref]: assigned',
  'nvidia 0000:01:00.0: enabling device (0000 -> 0003)',
  'DMAR: Intel(R) Virtualization Technology for Directed I/O',
  'audit: type=1400 audit(1758970000.1:2): apparmor="STATUS" operation="profile_load" name="lsb_release"',
];

test('of a hundred thousand usual lines not one is worth a pattern', () => {
  let tried = 0;
  for (let i = 0; i < 100_000; i++) tried += candidatesFor(USUAL[i % USUAL.length] ?? '', 'kernel').length;
  expect(tried).toBe(0);
});

test('of a line at most a few patterns are tried', () => {
  for (const { hits } of Object.values(EXAMPLES))
    for (const line of hits) expect(candidatesFor(line, 'any').length).toBeLessThan(6);
});

test('any text has an answer', () => {
  const lines = Object.values(EXAMPLES).flatMap(({ hits }) => hits);
  const spoiled = fc
    .tuple(fc.constantFrom(...lines), fc.nat(200), fc.string({ unit: 'binary' }))
    .map(([line, at, text]) => line.slice(0, at) + text + line.slice(at));
  fc.assert(fc.property(fc.oneof(fc.string(), spoiled), line => decode(line, 'any') !== undefined));
});
