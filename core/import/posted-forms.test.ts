/** Texts as they stand in forums: loops of wikis, and cards that are lost. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownOr } from '../host/measured.ts';
import { isBeyondPosts, mayListBePartial } from '../host/posted-text.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { doesNotAnswer } from '../pci/function-role.ts';
import { parseHostText } from './host-text.ts';

function read(text: string): HostSnapshot {
  const parsed = parseHostText(text, { name: 'paste.txt', takenAt: '2026-01-01T00:00:00.000Z' });
  if (parsed.kind === 'refused') throw new Error(parsed.problem);
  return parsed.snapshot;
}

const posted = (name: string) => read(readFileSync(`fixtures/posted/${name}.txt`, 'utf8'));
const functionsOf = (host: HostSnapshot) => new Map(knownOr(host.functions, []).map(fn => [fn.bdf as string, fn]));
const notesOf = (host: HostSnapshot) => host.unreadable.map(({ detail }) => detail);

test('loops over groups in the forms that wikis have', () => {
  const fns = functionsOf(posted('group-loops'));
  expect([...fns].map(([bdf, fn]) => [bdf, fn.iommuGroup])).toEqual([
    ['0000:00:00.0', 0],
    ['0000:00:01.0', 1],
    ['0000:00:14.0', 17],
    ['0000:00:1f.0', 18],
    ['0000:01:00.0', 14],
    ['0000:01:00.1', 14],
    ['0000:03:00.0', 15],
    ['0000:04:00.0', 16],
  ]);
  expect(fns.get('0000:01:00.0')).toMatchObject({
    classCode: 0x030000,
    vendorId: 0x1002,
    deviceId: 0x67df,
    deviceName: 'Ellesmere [Radeon RX 470/480/570/570X/580/580X/590]',
    revision: { unknown: 'absent' },
  });
  expect(fns.get('0000:03:00.0')).toMatchObject({ driver: 'igb', deviceId: 0x1539 });
  expect(fns.get('0000:04:00.0')).toMatchObject({ driver: null });
  // Another loop tells nothing about drivers.
  expect(fns.get('0000:01:00.0')).toMatchObject({ driver: { unknown: 'absent' } });
});

test('lines with an address that were not understood are counted', () => {
  expect(notesOf(posted('group-loops'))).toContain(
    '2 lines with a PCI address were not understood, the first is line 7',
  );
  expect(notesOf(read('01:00.0 0300: 10de:2484 (rev a1)\n\nmy card 01:00.0 hangs\n'))).toContain(
    'line 3 has a PCI address and was not understood',
  );
});

test('logs, prompts and functions themselves are not counted', () => {
  const text = `me@here:~$ lspci -s 01:00.0 -nn
01:00.0 VGA compatible controller [0300]: X [10de:2484]
[    1.000000] vfio-pci 0000:01:00.0: enabling device
Bus 001 Device 002: ID 046d:c52b
12:30:45.0 is no address, nor is 2024-01-01T10:00:00.0
`;
  expect(notesOf(read(text)).filter(note => note.includes('not understood'))).toEqual([]);
});

test.each([
  ['talk of a group is no heading', 'so group 2 is not viable\n01:00.0 0300: 10de:2484\n', { unknown: 'absent' }],
  ['a heading of its own', 'Group 2\n01:00.0 0300: 10de:2484\n', 2],
  ['a heading with a colon', 'Group 2:\n01:00.0 0300: 10de:2484\n', 2],
])('%s', (_, text, group) => {
  expect(functionsOf(read(text)).get('0000:01:00.0')).toMatchObject({ iommuGroup: group });
});

test('a function that reads as ones is lost, and what lspci leaves out behind its header is not known', () => {
  const fns = functionsOf(posted('lost-card'));
  for (const bdf of ['0000:01:00.0', '0000:01:00.1']) {
    const fn = fns.get(bdf);
    expect(doesNotAnswer(knownOr(fn!.config, ''))).toBe(true);
    expect(fn).toMatchObject({
      driver: 'vfio-pci',
      iommuGroup: { unknown: 'absent' },
      subsystemVendorId: { unknown: 'absent' },
      revision: { unknown: 'absent' },
    });
  }
  expect(fns.get('0000:01:00.0')?.classCode).toBe(0x030000);
  expect(fns.get('0000:00:02.0')).toMatchObject({ iommuGroup: 2, config: { unknown: 'absent' } });
});

test('a revision of ff alone proves nothing, and is told', () => {
  const host = read('01:00.0 VGA compatible controller [0300]: X [10de:2484] (rev ff)\n');
  expect(functionsOf(host).get('0000:01:00.0')).toMatchObject({ config: { unknown: 'absent' } });
  expect(notesOf(host).join()).toContain('0000:01:00.0 has revision ff, as functions have that no longer answer');
});

test('what lspci never prints is told from what it was not asked', () => {
  const fn = functionsOf(posted('both-gpus')).get('0000:01:00.0')!;
  const beyond = Object.entries(fn).filter(
    ([, fact]) => fact !== null && typeof fact === 'object' && 'unknown' in fact && isBeyondPosts(fact),
  );
  expect(beyond.map(([name]) => name)).toEqual(expect.arrayContaining(['resetMethods', 'isBootVga', 'vfioNode']));
  expect(beyond.map(([name]) => name)).not.toContain('powerState');
});

test('a list without the first function may be partial', () => {
  expect(mayListBePartial(posted('both-gpus'))).toBe(false);
  expect(mayListBePartial(read('01:00.0 0300: 10de:2484\n'))).toBe(true);
});
