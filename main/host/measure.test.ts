import { expect, test } from 'vitest';
import { malformed } from '../../core/host/malformed.ts';
import { errnoError } from './errno.ts';
import { measure } from './measure.ts';
import { measureAnswer } from './measure-answer.ts';
import { nodeHostFiles } from './node-host-files.ts';

test.each([
  ['ENOENT', 'absent'],
  ['ENOTDIR', 'absent'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['EIO', 'failed'],
  ['ENODEV', 'failed'],
])('%s is %s', (code, unknown) => {
  const read = () => {
    throw errnoError(code, 'open', '/x');
  };
  expect(measure('/x', read)).toEqual({ unknown, source: '/x', detail: code });
});

test('a value is a value, and what does not parse is malformed', () => {
  expect(measure('/x', () => 0)).toBe(0);
  expect(measure('/x', () => null)).toBeNull();
  expect(measure('/x', () => malformed('what?\n'))).toEqual({ unknown: 'malformed', source: '/x', detail: 'what?' });
  expect(measure('/x', () => malformed('y'.repeat(200)))).toMatchObject({ detail: `${'y'.repeat(80)}...` });
});

const forget = () => {
  throw new TypeError('undefined is not a function');
};

test('a bug of ours is not taken for a fact about the host', () => {
  expect(() => measure('/x', forget)).toThrow(TypeError);
});

const live = nodeHostFiles('/');
const ask = (program: string, ...args: string[]) => measureAnswer(live, program, args, text => text.trim());

test('a program answers, in English whatever the user speaks', async () => {
  expect(await ask('/bin/echo', 'yes')).toBe('yes');
  expect(await ask('/bin/sh', '-c', 'echo $LC_ALL $HOME')).toBe('C');
});

test('a program that is missing, or ends badly, is a fact that is not known', async () => {
  expect(await ask('/nowhere/qemu', '-h')).toEqual({ unknown: 'absent', source: '/nowhere/qemu -h', detail: 'ENOENT' });
  expect(await ask('/bin/sh', '-c', 'exit 3')).toMatchObject({ unknown: 'failed', detail: 'exit status 3' });
  expect(await ask('/bin/sh', '-c', 'kill -SEGV $$')).toMatchObject({ unknown: 'failed', detail: 'ended by SIGSEGV' });
  expect(await ask('/bin/sh', '-c', 'yes')).toMatchObject({
    unknown: 'failed',
    detail: 'EFBIG',
  });
});
