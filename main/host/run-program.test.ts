import { expect, test } from 'vitest';
import { LiveFiles } from './live-files.ts';
import { runProgram } from './run-program.ts';

const live = new LiveFiles();
const shell = (script: string) => ['/bin/sh', ['-c', script]] as const;

test('of a long answer the end is kept', async () => {
  const text = await live.answer(...shell('i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done'), {
    bytes: 30,
  });
  expect(text).toBe('8\nline 2997\nline 2998\nline 2999\n'.slice(-30));
});

test('lines are taken as they come, the last one without a line end too', async () => {
  const lines: string[] = [];
  await live.answerLines(...shell("printf 'one\\ntwo\\n\\n\\342\\202\\254\\377'"), line => lines.push(line));
  expect(lines).toEqual(['one', 'two', '', '€\ufffd']);
});

test('lines taken before a failure stay taken', async () => {
  const lines: string[] = [];
  const end = live.answerLines(...shell('echo one; echo sorry, no >&2; exit 1'), line => lines.push(line));
  await expect(end).rejects.toThrow('exit status 1: sorry, no');
  expect(lines).toEqual(['one']);
});

test('nothing is asked of the user, and no shell reads the arguments', async () => {
  expect(await live.answer(...shell('read x; echo "[$x]"'))).toBe('[]\n');
  expect(await live.answer('/bin/echo', ['$HOME; id'])).toBe('$HOME; id\n');
});

test('a program that does not end is killed', async () => {
  const started = performance.now();
  const end = runProgram('/bin/sleep', ['60'], { timeoutMilliseconds: 50, take: () => undefined });
  await expect(end).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(performance.now() - started).toBeLessThan(30_000);
});

test('a program that never stops talking is killed', async () => {
  await expect(live.answerLines('/usr/bin/yes', [], () => undefined)).rejects.toMatchObject({ code: 'EFBIG' });
});

test('what a program has started and left behind is not waited for', async () => {
  const end = runProgram(...shell('sleep 60 & wait'), { timeoutMilliseconds: 50, take: () => undefined });
  await expect(end).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

test('an error of the one who listens ends the program and reaches the one who asked', async () => {
  const end = live.answerLines('/usr/bin/yes', [], () => {
    throw new TypeError('no ears');
  });
  await expect(end).rejects.toThrow(TypeError);
});

test('a program that is not there, or may not be run', async () => {
  await expect(live.answer('/nowhere/program', [])).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(live.answer('/etc/passwd', [])).rejects.toMatchObject({ code: 'EACCES' });
});
