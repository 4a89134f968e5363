import { expect, test } from 'vitest';
import { isMalformed } from '../host/malformed.ts';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseGetfacl } from './getfacl.ts';

const PLAIN = '# file: /dev/vhost-net\n# owner: 0\n# group: 36\nuser::rw-\ngroup::rw-\nother::---\n\n';
const EXTENDED =
  '# file: /dev/kvm\n# owner: 0\n# group: 36\n# flags: -s-\nuser::rw-\nuser:1000:rwx\t\t#effective:rw-\ngroup::r--\ngroup:44:rw-\nmask::rw-\nother::---\n\n';

test('what goes beyond the mode is kept', () => {
  expect(parseGetfacl(PLAIN + EXTENDED)).toEqual(
    new Map([
      ['/dev/vhost-net', []],
      ['/dev/kvm', ['user:1000:rwx', 'group::r--', 'group:44:rw-', 'mask::rw-']],
    ]),
  );
});

test.each([
  '',
  'getfacl: /dev/kvm: No such file or directory\n',
  '# file: /dev/kvm\n# owner: 0\n\n',
  '# file: /dev/kvm\nuser::rw\ngroup::rw-\nother::---\n',
  'user::rw-\ngroup::rw-\nother::---\n',
])('%j is malformed', output => {
  expect(isMalformed(parseGetfacl(output))).toBe(true);
});

test('answers to any text', () => expectAnswerToAnyText(parseGetfacl, PLAIN + EXTENDED));
