import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseQemuVersion } from './qemu-version.ts';

const DEBIAN = `QEMU emulator version 7.2.19 (Debian 1:7.2+dfsg-7+deb12u15)
Copyright (c) 2003-2022 Fabrice Bellard and the QEMU Project developers
`;

test.each([
  [DEBIAN, { text: '7.2.19 (Debian 1:7.2+dfsg-7+deb12u15)', major: 7, minor: 2, micro: 19 }],
  [
    'QEMU emulator version 10.1.50 (v10.1.0-12-gabc)\n',
    { text: '10.1.50 (v10.1.0-12-gabc)', major: 10, minor: 1, micro: 50 },
  ],
  ['warning: something\nQEMU emulator version 9.0.0\n', { text: '9.0.0', major: 9, minor: 0, micro: 0 }],
  ['', { malformed: 'empty' }],
  ['QEMU emulator version nine', { malformed: 'QEMU emulator version nine' }],
])('%j is %j', (output, version) => {
  expect(parseQemuVersion(output)).toEqual(version);
});

test('answers to any text', () => expectAnswerToAnyText(parseQemuVersion, DEBIAN));
