import { describe, expect, test } from 'vitest';
import type { Unknown } from '../host/measured.ts';
import { isKnown } from '../host/measured.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseLimitsConf } from './limits-conf.ts';
import { applyPamLimits } from './pam-limits.ts';

const FILE = '/etc/security/limits.conf';
const KIB = 1024;
const ada = {
  uid: 1000,
  name: 'ada',
  accountGroups: [
    { gid: 1000, name: 'ada' },
    { gid: 36, name: 'kvm' },
  ],
};
const before = { softBytes: 64 * KIB, hardBytes: 128 * KIB };
const gap: Unknown = { unknown: 'denied', source: '/etc/group', detail: 'EACCES' };

const apply = (lines: string, user: Parameters<typeof applyPamLimits>[1] = ada) =>
  applyPamLimits(parseLimitsConf(lines, FILE).settings, user, before);

/** Soft and hard in KiB, and the lines that decided. */
function decided(lines: string, user?: Parameters<typeof applyPamLimits>[1]) {
  const limit = apply(lines, user);
  if (!isKnown(limit)) return limit;
  const kib = (bytes: number | null) => (bytes === null ? null : bytes / KIB);
  return [kib(limit.softBytes), kib(limit.hardBytes), limit.setBy.map(by => by.line)];
}

describe('lines', () => {
  test.each([
    ['ada - memlock 2048', { soft: 2048 * KIB, hard: 2048 * KIB }],
    ['ada soft memlock 1', { soft: KIB }],
    ['ada HARD MemLock Unlimited', { hard: null }],
    ['* hard memlock -1 # all', { hard: null }],
    ['*\thard\tmemlock\tinfinity', { hard: null }],
    ['* - memlock 99999999999999999999', { soft: null, hard: null }],
    // strtoull reads what it can.
    ['* - memlock 8g', { soft: 8 * KIB, hard: 8 * KIB }],
    ['@vfio -', null],
  ])('%j', (line, limit) => {
    expect(parseLimitsConf(`\n${line}\n`, FILE)).toEqual({
      settings: [expect.objectContaining({ kind: 'pam-limit', file: FILE, line: 2, limit })],
      strange: [],
    });
  });

  test('other items are left out; lines without form are told', () => {
    const { settings, strange } = parseLimitsConf(
      '* soft nofile 4096\nada memlock\nada both memlock 1\n\u0001 x y z\n# -\n',
      FILE,
    );
    expect(settings).toEqual([]);
    expect(strange.map(row => row.line)).toEqual([2, 3, 4]);
  });

  test('a value that is no number is not known', () => {
    expect(parseLimitsConf('* - memlock lots', FILE).settings[0]?.limit?.hard).toMatchObject({
      unknown: 'malformed',
      source: `${FILE}:1`,
      detail: 'lots',
    });
  });

  test('answer to any text', () => expectAnswerToAnyText(text => parseLimitsConf(text, FILE), 'ada - memlock 2048\n'));
});

describe('what an account gets', () => {
  test.each([
    ['no line', '', [64, 128, []]],
    ['a line for somebody else', 'bob - memlock 1', [64, 128, []]],
    ['his own', 'ada - memlock 512', [512, 512, [1]]],
    ['his group', '@kvm - memlock 512', [512, 512, [1]]],
    ['a group of others', '@vfio - memlock 512', [64, 128, []]],
    ['everybody', '* - memlock 512', [512, 512, [1]]],
    ['of equals the later', '@kvm - memlock 512\n@ada - memlock 256', [256, 256, [2]]],
    ['the user before his group, whatever the order', 'ada - memlock 512\n@kvm - memlock 256', [512, 512, [1]]],
    ['the group before everybody', '@kvm - memlock 512\n* - memlock 256', [512, 512, [1]]],
    ['soft and hard apart', '* soft memlock 100\nada hard memlock unlimited', [100, null, [1, 2]]],
    ['soft is cut to hard', 'ada soft memlock unlimited', [128, 128, [1]]],
    ['a line without a number is skipped', 'ada - memlock 512\nada - memlock lots', [512, 512, [1]]],
    ['an exempt domain undoes all', 'ada - memlock 512\n@kvm -', [64, 128, []]],
    ['% counts logins only', '%kvm - memlock 512\n% - memlock 512', [64, 128, []]],
    ['his number', ':1000 - memlock 512', [512, 512, [1]]],
    ['a range with him', '1000: - memlock 512', [512, 512, [1]]],
    ['a range without him', '1001:2000 - memlock 512', [64, 128, []]],
    ['a number of a group', '@:36 - memlock 512', [512, 512, [1]]],
    ['a range of groups asks for his own only', '@30:40 - memlock 512', [64, 128, []]],
    ['a range with his own group', '@500:2000 - memlock 512', [512, 512, [1]]],
  ])('%s', (_, lines, limit) => {
    expect(decided(lines)).toEqual(limit);
  });

  test('is not known where a line may fit', () => {
    expect(decided('@kvm - memlock 512', { ...ada, accountGroups: gap })).toBe(gap);
    expect(decided('ada - memlock 512', { ...ada, name: gap })).toBe(gap);
    expect(decided(':7 - memlock 512', { ...ada, uid: gap })).toBe(gap);
    expect(decided('* - memlock 512', { uid: gap, name: gap, accountGroups: gap })).toEqual([512, 512, [1]]);
  });
});
