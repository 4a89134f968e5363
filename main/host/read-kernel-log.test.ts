import { expect, test } from 'vitest';
import { errnoError } from './errno.ts';
import type { HostFiles } from './host-files.ts';
import { readKernelLog } from './read-kernel-log.ts';
import { UnreadableFiles } from './unreadable.ts';

const JOURNAL = 'journalctl -k -b -o short-monotonic --no-pager -q';
const FAULT = 'vfio-pci 0000:01:00.0: not ready 65535ms after bus reset; giving up';
const LOG = `[    0.000000] kiln kernel: Linux version 6.12.9\n[    9.000000] kiln kernel: ${FAULT}\n`;

type Answer = string | Error | { lines: string; failure: Error };

/** Programs that are not named are not installed. */
async function read(answers: Record<string, Answer>, uid = 1000) {
  const unreadable = new UnreadableFiles();
  const answerLines: HostFiles['answerLines'] = async (program, args, take) => {
    const answer = answers[[program, ...args].join(' ')] ?? errnoError('ENOENT', 'spawn', program);
    if (answer instanceof Error) throw answer;
    const text = typeof answer === 'string' ? answer : answer.lines;
    for (const line of text.split('\n')) take(line);
    if (typeof answer === 'object') throw answer.failure;
  };
  const readText = () =>
    `Name:\tnode\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t1\t1\t1\t1\nGroups:\t1\nCapEff:\t0000000000000000\n`;
  const log = await readKernelLog({ answerLines, readText } as unknown as HostFiles, unreadable);
  return { log, unreadable: unreadable.items };
}

const kept = [{ seconds: 9, text: FAULT }];

test('the journal is asked first', async () => {
  expect(await read({ [JOURNAL]: LOG, dmesg: 'not asked' })).toEqual({
    log: { source: JOURNAL, totalLines: 2, isTruncated: false, lines: kept, repeats: [] },
    unreadable: [],
  });
});

test('a host without systemd has its buffer', async () => {
  const { log, unreadable } = await read({ dmesg: LOG.replaceAll(' kiln kernel:', '') });
  expect(log).toMatchObject({ source: 'dmesg', lines: kept, isTruncated: false });
  expect(unreadable).toEqual([]);
});

test('a journal that may not be read is not an empty one, and the buffer is asked', async () => {
  const denied = new Error('exit status 1: No journal files were opened due to insufficient permissions.');
  const { log, unreadable } = await read({ [JOURNAL]: denied, dmesg: LOG });
  expect(log).toMatchObject({ source: 'dmesg', lines: kept });
  expect(unreadable).toEqual([]);
});

test('nothing is kept from root: an empty journal is none', async () => {
  expect(await read({ [JOURNAL]: '', dmesg: LOG }, 0)).toMatchObject({ log: { source: 'dmesg' }, unreadable: [] });
  const { log } = await read({ [JOURNAL]: '' }, 0);
  expect(log).toEqual({ unknown: 'absent', source: JOURNAL, detail: 'it holds no line of this boot' });
});

test.each([
  ['an empty answer', ''],
  ['no permission', new Error('exit status 1: No journal files were opened due to insufficient permissions.')],
])('%s of the journal and a restricted buffer are "denied"', async (_, journal) => {
  const restricted = new Error('exit status 1: dmesg: read kernel buffer failed: Operation not permitted');
  const { log, unreadable } = await read({ [JOURNAL]: journal, dmesg: restricted });
  expect(log).toMatchObject({ unknown: 'denied', source: JOURNAL });
  expect(unreadable).toEqual([
    { source: 'dmesg', detail: expect.stringMatching(/^denied: .*Operation not permitted/) },
  ]);
});

test('with neither program there is no log', async () => {
  expect(await read({})).toEqual({ log: { unknown: 'absent', source: JOURNAL, detail: 'ENOENT' }, unreadable: [] });
});

test('what was read before the time was up is kept, and said to be a part', async () => {
  const { log } = await read({ [JOURNAL]: { lines: LOG, failure: errnoError('ETIMEDOUT', 'spawn', 'journalctl') } });
  expect(log).toMatchObject({ source: JOURNAL, lines: kept, isTruncated: true });
});

test('a text that is no log is none', async () => {
  const { log } = await read({ [JOURNAL]: '\u0001 garbage \ufffd=: 0xzz\n' });
  expect(log).toMatchObject({ unknown: 'malformed', source: JOURNAL });
});

test('an error of ours is thrown on', async () => {
  await expect(read({ [JOURNAL]: new TypeError('undefined is not a function') })).rejects.toThrow(TypeError);
});
