/** The forms of configuration files: continued lines, systemd's, PAM's. */
import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { joinContinuedLines, wholeLineComments } from './continued-lines.ts';
import { parseIni } from './ini-settings.ts';
import { parsePamSession } from './pam-stack.ts';

const hash = wholeLineComments('#');

test.each([
  [
    'plain',
    'a\n\n b \n',
    [
      { line: 1, text: 'a' },
      { line: 3, text: 'b' },
    ],
  ],
  [
    'continued',
    'a \\\n  b \\\nc\nd\n',
    [
      { line: 1, text: 'a b c' },
      { line: 4, text: 'd' },
    ],
  ],
  ['a comment in between', 'a \\\n# no\nb\n', [{ line: 1, text: 'a b' }]],
  ['a comment does not go on', '# a \\\nb\n', [{ line: 2, text: 'b' }]],
  ['cut off', 'a \\', [{ line: 1, text: 'a' }]],
])('lines: %s', (_, text, rows) => {
  expect(joinContinuedLines(text, hash)).toEqual(rows);
});

test('a file of nothing but continued lines is read in no time', () => {
  const rows = joinContinuedLines('a\\\n'.repeat(300_000), hash);
  expect(rows.map(row => row.text.length)).toEqual([599_999]);
});

test("systemd's files: sections, comments, and what is neither", () => {
  const text = '[Unit]\nAfter=a.service\n; no\n[Service]\nLimitMEMLOCK = 4G\nExecStart=/bin/a \\\n  --b=c\ngarbage\n';
  expect(parseIni(`stray=1\n${text}`)).toEqual({
    settings: [
      { section: 'Unit', key: 'After', value: 'a.service', line: 3 },
      { section: 'Service', key: 'LimitMEMLOCK', value: '4G', line: 6 },
      { section: 'Service', key: 'ExecStart', value: '/bin/a --b=c', line: 7 },
    ],
    strange: [
      { line: 1, text: 'stray=1' },
      { line: 9, text: 'garbage' },
    ],
  });
});

test('PAM: only the session part, with files taken in', () => {
  const text = [
    '#%PAM-1.0',
    'auth required pam_unix.so',
    '@include common-account',
    '-session optional /usr/lib/security/pam_systemd.so class=user # why',
    'session [success=ok default=ignore] pam_limits.so conf=/etc/own',
    'session include system-auth',
    'Session SUBSTACK password-auth',
    'sessions required pam_limits.so',
  ].join('\n');
  expect(parsePamSession(text)).toEqual({
    lines: [
      { line: 3, text: '@include common-account', kind: 'include', file: 'common-account' },
      expect.objectContaining({ line: 4, kind: 'module', module: 'pam_systemd.so', arguments: 'class=user' }),
      expect.objectContaining({ line: 5, kind: 'module', module: 'pam_limits.so', arguments: 'conf=/etc/own' }),
      expect.objectContaining({ line: 6, kind: 'include', file: 'system-auth' }),
      expect.objectContaining({ line: 7, kind: 'include', file: 'password-auth' }),
    ],
    strange: [{ line: 8, text: 'sessions required pam_limits.so' }],
  });
});

test('answer to any text', () => {
  expectAnswerToAnyText(parseIni, '[Service]\nLimitMEMLOCK=4G\n');
  expectAnswerToAnyText(parsePamSession, 'session required pam_limits.so\n');
});
