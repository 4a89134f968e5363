/** Short answers of security modules, firmware and control groups. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseApparmorProfiles } from './apparmor-profiles.ts';
import { listAllows, parseDeviceList } from './device-cgroup.ts';
import { parseProcessLabel } from './process-label.ts';
import { parseSecureBoot } from './secure-boot.ts';

test.each([
  [[6, 0, 0, 0, 1], true],
  [[6, 0, 0, 0, 0], false],
])('Secure Boot %j is %j', (bytes, isOn) => {
  expect(parseSecureBoot(Uint8Array.from(bytes))).toBe(isOn);
});

test.each([[[]], [[1]], [[6, 0, 0, 0]], [[6, 0, 0, 0, 1, 0]], [[6, 0, 0, 0, 2]]])('Secure Boot is not %j', bytes => {
  expect(isMalformed(parseSecureBoot(Uint8Array.from(bytes)))).toBe(true);
});

test('profiles about machines', () => {
  expect(
    parseApparmorProfiles(
      '/usr/bin/man (enforce)\nlibvirt-5f3b (enforce)\nlibvirtd (complain)\nqemu bridge (unconfined)\n',
    ),
  ).toEqual([
    { name: 'libvirt-5f3b', mode: 'enforce' },
    { name: 'libvirtd', mode: 'complain' },
    { name: 'qemu bridge', mode: 'unconfined' },
  ]);
  expect(parseApparmorProfiles('')).toEqual([]);
  expect(isMalformed(parseApparmorProfiles('libvirtd enforce\n'))).toBe(true);
});

test('labels end as their module ends them', () => {
  expect(parseProcessLabel('unconfined\n')).toBe('unconfined');
  expect(parseProcessLabel('system_u:system_r:virtd_t:s0\0')).toBe('system_u:system_r:virtd_t:s0');
  for (const text of ['', '\0', '\u0001x', 'a\nb']) expect(isMalformed(parseProcessLabel(text))).toBe(true);
});

describe('lists of devices', () => {
  test.each([
    [['a *:* rwm'], true],
    [['c 10:* rwm'], true],
    [['c 10:232 rw'], true],
    [['c *:232 rwm'], true],
    [['c 10:232 r'], false],
    [['c 10:200 rwm', 'b 10:232 rwm'], false],
    [[], false],
  ])('%j lets open 10:232: %j', (list, answer) => {
    expect(listAllows(list, 10, 232)).toBe(answer);
  });

  test('are read line by line', () => {
    expect(parseDeviceList('c 1:3 rwm\nc 10:200 rw\n')).toEqual(['c 1:3 rwm', 'c 10:200 rw']);
    expect(parseDeviceList('')).toEqual([]);
    for (const text of ['c 1:3', 'x 1:3 rwm', 'c 1 rwm', 'c 1:3 \n'])
      expect(isMalformed(parseDeviceList(text))).toBe(true);
  });
});

test('answer to anything', () => {
  expectAnswerToAnyText(parseApparmorProfiles, 'libvirtd (enforce)\n');
  expectAnswerToAnyText(parseDeviceList, 'c 10:200 rw\n');
  expectAnswerToAnyText(parseProcessLabel, 'unconfined\n');
  fc.assert(fc.property(fc.uint8Array({ maxLength: 8 }), bytes => parseSecureBoot(bytes) !== undefined));
});
