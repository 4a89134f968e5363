import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleHosts } from '../fixtures/hosts/index.ts';
import { composeHandler, composeSources } from './compose.ts';
import { readInstallation } from './installation.ts';

test('the composed handler knows its version and its shell', async () => {
  const handler = composeHandler({ shell: 'electron' });
  const response = await handler(new Request('bindery://app/api/about'));
  expect(await response.json()).toEqual({
    result: { data: { version: readInstallation().version, shell: 'electron' } },
  });
});

const ids = (root?: string) =>
  composeSources({ root })
    .list()
    .map(({ id }) => id);

test('this host comes first, then a recorded one, then the samples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-root-'));
  const samples = sampleHosts.map(({ id }) => id);
  expect(ids()).toEqual(['live', ...samples]);
  expect(ids(folder)).toEqual(['live', 'recorded', ...samples]);
  rmSync(folder, { recursive: true });
});

test('a recorded host that is not there is named at once', () => {
  expect(() => composeSources({ root: '/nowhere' })).toThrow('/nowhere');
});

test.each(sampleHosts.map(({ id }) => id))('the sample %s says that it is one', async id => {
  const snapshot = await composeSources().scanner(id)?.scan();
  expect(snapshot?.origin).toMatchObject({ kind: 'sample', id });
});

test('there is no scanner for a name that nobody gave', () => {
  expect(composeSources().scanner('constructor')).toBeUndefined();
});
