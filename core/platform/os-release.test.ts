import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseOsRelease } from './os-release.ts';

const DEBIAN =
  'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION="13 (trixie)"\nID=debian\nHOME_URL="https://www.debian.org/"\n';

test.each([
  [DEBIAN, { id: 'debian', idLike: [], name: 'Debian GNU/Linux 13 (trixie)', version: '13', variant: null }],
  [
    '# a comment\n\nNAME=\'Pop!_OS\'\nID=pop\nID_LIKE="ubuntu debian"\nVERSION_ID="24.04"\n',
    { id: 'pop', idLike: ['ubuntu', 'debian'], name: 'Pop!_OS', version: '24.04', variant: null },
  ],
  [
    'NAME="Fedora Linux"\nID=fedora\nVARIANT_ID=silverblue\nVERSION_ID=42\nBUILD="a \\"b\\" \\$c"\n',
    { id: 'fedora', idLike: [], name: 'Fedora Linux', version: '42', variant: 'silverblue' },
  ],
  ['NAME="With \\"quotes\\" and \\$"\n', { id: 'linux', name: 'With "quotes" and $' }],
  // What the file leaves out has a default.
  ['BUILD_ID=rolling\n', { id: 'linux', name: 'Linux', version: null }],
])('%j', (text, expected) => {
  expect(parseOsRelease(text)).toMatchObject(expected);
});

test.each(['', '\n', 'no assignment\n', '\u0001 garbage \ufffd=: 0xzz\n'])('%j is no such file', text => {
  expect(parseOsRelease(text)).toHaveProperty('malformed');
});

test('names stay on one line, however long', () => {
  const parsed = parseOsRelease(`NAME="a\u001b[31m\tb${'x'.repeat(5000)}"\n`);
  expect(parsed).toMatchObject({ name: expect.stringMatching(/^a \[31m b[x]{1,200}$/) });
});

test('any text has an answer', () => expectAnswerToAnyText(parseOsRelease, DEBIAN));
