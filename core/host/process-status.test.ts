import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseProcessStatus } from './process-status.ts';

const status = (fields: { uid?: string; gid?: string; groups?: string; caps?: string }) => `Name:	node
Pid:	4242
Uid:	${fields.uid ?? '1000	1001	1000	1000'}
Gid:	${fields.gid ?? '1000	1002	1000	1000'}
Groups:	${fields.groups ?? '4 24 1002 107 '}
CapPrm:	000001ffffffffff
CapEff:	${fields.caps ?? '0000000000000000'}
`;

test('takes the effective ids, and each group once', () => {
  expect(parseProcessStatus(status({}))).toEqual({
    name: 'node',
    pid: 4242,
    uid: 1001,
    gids: [1002, 4, 24, 107],
    canLockUnlimited: false,
    canRaiseLimits: false,
  });
});

test('a user without supplementary groups has the primary one', () => {
  expect(parseProcessStatus(status({ groups: '' })).gids).toEqual([1002]);
});

test.each([
  ['0000000000004000', true],
  ['000001ffffffffff', true],
  ['000001ffffffbfff', false],
  ['no', { malformed: 'CapEff: no' }],
])('capabilities %s: may lock without limit %j', (caps, may) => {
  expect(parseProcessStatus(status({ caps })).canLockUnlimited).toEqual(may);
});

test.each([
  ['0000000001000000', true],
  ['fffffffffeffffff', false],
])('capabilities %s: may raise limits %j', (caps, may) => {
  expect(parseProcessStatus(status({ caps })).canRaiseLimits).toBe(may);
});

test('each fact fails alone', () => {
  expect(parseProcessStatus('Uid:	0	0	0	0\n')).toEqual({
    name: { malformed: 'no line "Name"' },
    pid: { malformed: 'no line "Pid"' },
    uid: 0,
    gids: { malformed: 'no line "Gid"' },
    canLockUnlimited: { malformed: 'no line "CapEff"' },
    canRaiseLimits: { malformed: 'no line "CapEff"' },
  });
  expect(parseProcessStatus(status({ uid: 'x' })).uid).toEqual({ malformed: 'Uid: x' });
  expect(parseProcessStatus(status({ groups: '1 two' })).gids).toEqual({ malformed: 'Groups: 1 two' });
});

test('answers to any text', () => expectAnswerToAnyText(parseProcessStatus, status({})));
